/** What clients may know of backends and nodes (section 6 of the block reference). */
import { queryBlockStats } from '../../block/block-stats.ts';
import { queryBlock, queryNamedBlockNodes } from '../../block/node-info.ts';
import { defineCommand } from '../command.ts';

defineCommand('query-block', (world) => ({ return: queryBlock(world) }));

defineCommand('query-named-block-nodes', (world, { flat }) => ({ return: queryNamedBlockNodes(world, flat === true) }));

defineCommand('query-blockstats', (world, args) => ({ return: queryBlockStats(world, args['query-nodes'] === true) }));
