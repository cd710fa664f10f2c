/** The console blocks of a Markdown file: commands after `$ `, and what they print. */

export interface ConsoleCommand {
  readonly command: string;
  readonly output: string;
}

const BLOCK = /^```console\n([\s\S]*?)^```$/gm;

export function consoleCommands(markdown: string): ConsoleCommand[] {
  return [...markdown.matchAll(BLOCK)].flatMap(([, body = '']) =>
    body
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return { command: part.slice(0, end), output: part.slice(end + 1) };
      }),
  );
}

/** The same file with the output of each command replaced. */
export const withOutputs = (markdown: string, outputOf: (command: string) => string): string =>
  markdown.replace(BLOCK, (_whole, body: string) => {
    const commands = consoleCommands(`\`\`\`console\n${body}\`\`\``).map(({ command }) => command);
    return `\`\`\`console\n${commands.map((command) => `$ ${command}\n${outputOf(command)}`).join('')}\`\`\``;
  });

/** Blocks of a language. */
export const blocks = (markdown: string, language: string): string[] =>
  [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, body = '']) => body);
