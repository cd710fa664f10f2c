import { posix } from 'node:path';
import ts from 'typescript';

/** Where a part of the tree stands, and which parts of its own floor it may use besides every floor below. */
interface Part {
  readonly floor: number;
  readonly peers?: readonly string[];
  readonly packages?: readonly string[];
}

const PARTS: Readonly<Record<string, Part>> = {
  'src/kernel': { floor: 0 },
  'src/profile': { floor: 0 },
  'src/block': { floor: 1 },
  'src/blockjob': { floor: 2 },
  'src/vm': { floor: 2 },
  'src/monitor': { floor: 3 },
  'src/machine.ts': { floor: 4 },
  'src/scenario': { floor: 5, packages: ['yaml'] },
  'src/explore': { floor: 5, peers: ['src/scenario'] },
  'src/testing': { floor: 5, peers: ['src/scenario', 'src/explore'], packages: ['fast-check', 'vitest'] },
  // The library's front door: re-exports floors 0 to 5.
  'src/index.ts': { floor: 5, peers: ['src/scenario', 'src/explore'] },
  'src/server': { floor: 6 },
  'src/cli': { floor: 6, peers: ['src/server', 'src/index.ts'], packages: ['commander', 'yaml'] },
  playground: { floor: 6, peers: ['src/index.ts'] },
};

const TOP_FLOOR = 6;
const MAX_LINES = 600;
const PACKAGES_FOR_ALL = ['eventemitter3', 'pure-rand'];

/** What differs from run to run or from host to host: only the top floor may name it. */
const HOST_GLOBALS = new Set(
  (
    'Promise Date performance setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame ' +
    'process console Buffer global globalThis window document navigator localStorage fetch crypto'
  ).split(' '),
);

/** The part a file belongs to (`src/block/node.ts` to `src/block`), or nothing if it lies in no part. */
function partOf(file: string): string | undefined {
  return Object.keys(PARTS).find((part) => file === part || file.startsWith(`${part}/`));
}

function importViolation(file: string, name: string, part: Part, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return packageViolation(part, specifier);
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  const other = partOf(target);
  if (other === undefined) return `imports ${target}, which lies on no floor`;
  const allowed = other === name || PARTS[other]!.floor < part.floor || part.peers?.includes(other);
  return allowed ? undefined : `imports ${target}: ${name} (floor ${part.floor}) may not use ${other}`;
}

function packageViolation(part: Part, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) {
    return part.floor === TOP_FLOOR ? undefined : `imports ${specifier} below floor ${TOP_FLOOR}`;
  }
  const packageName = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const allowed = [...PACKAGES_FOR_ALL, ...(part.packages ?? [])].includes(packageName);
  return allowed ? undefined : `imports the package ${packageName}, which this part may not use`;
}

/** The module a node imports or re-exports, whatever the syntax. */
function specifierOf(node: ts.Node): string | undefined {
  let at: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) at = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) at = node.argument.literal;
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) at = node.arguments[0];
  return at && ts.isStringLiteralLike(at) ? at.text : undefined;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return ts.canHaveModifiers(node) && has(node, ts.SyntaxKind.DefaultKeyword);
}

function has(node: ts.HasModifiers, kind: ts.SyntaxKind): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false;
}

/** What makes a node asynchronous or dependent on the host, in words. */
function hostViolation(node: ts.Node, declared: ReadonlySet<string>): string | undefined {
  if (ts.canHaveModifiers(node) && has(node, ts.SyntaxKind.AsyncKeyword)) return 'async function';
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return 'await';
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return 'dynamic import()';
  if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'Math' && node.name.text === 'random') {
    return 'Math.random';
  }
  const free = ts.isIdentifier(node) && HOST_GLOBALS.has(node.text) && !declared.has(node.text) && !isMemberName(node);
  return free ? node.text : undefined;
}

/** Is the identifier a member's name (`record.process`, `{ process: 1 }`) and so not a global? */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  const isMember = ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent);
  return isMember && parent.name === node;
}

/** Names that the file itself declares or imports: they hide the globals of the same name. */
function declaredNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (declares && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/**
 * Checks one source file against the floors.
 *
 * @param file path from the repository's root, with forward slashes
 * @returns one line `FILE:LINE: what is wrong` for each violation; empty when the file keeps the rules
 */
export function violations(file: string, text: string): string[] {
  const found: string[] = [];
  const name = partOf(file);
  if (name === undefined) return [`${file}:1: lies on no floor`];
  const part = PARTS[name]!;
  const lines = text.replace(/\n$/, '').split('\n').length;
  if (lines > MAX_LINES) found.push(`${file}:${lines}: has ${lines} lines, more than ${MAX_LINES}`);

  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const declared = declaredNames(source);
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    const host = part.floor < TOP_FLOOR ? hostViolation(node, declared) : undefined;
    const problems = [
      specifier === undefined ? undefined : importViolation(file, name, part, specifier),
      isDefaultExport(node) ? 'has a default export' : undefined,
      host && `uses ${host} below floor ${TOP_FLOOR}`,
    ];
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    for (const problem of problems) if (problem) found.push(`${file}:${line}: ${problem}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
