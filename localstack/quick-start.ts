import { endpointsOf, writeEndpoints } from './endpoints.ts';
import { gatewayUrl, type Instance } from './instance.ts';
import { startLocalCloud } from './local-cloud.ts';
import { step } from './progress.ts';
import { demoPassword, demoUsers, seed } from './seed.ts';

/**
 * Brings an instance to where people can chat: all of it started, deployed and seeded, its endpoints written and told.
 *
 * @throws Failure what a person has to put right first
 */
export const quickStart = async (instance: Instance): Promise<void> => {
  const { search } = await startLocalCloud(instance, { search: true, persistent: true });
  const endpoints = endpointsOf(instance, search);
  const advice = 'make logs tells what the functions said';
  await step('Demo users', { limitMs: 120_000, advice }, () => seed(endpoints.http));
  writeEndpoints(instance, endpoints);
  const lines = [
    ['Web', endpoints.web],
    ['API', `${endpoints.http}/api/v1, described in ${endpoints.http}/api/docs`],
    ['WebSocket', endpoints.websocket],
    ['AWS APIs', gatewayUrl(instance)],
    ['Search', search ?? 'not running'],
    ['Mail', 'make mail shows what was sent'],
    ['Demo users', `${demoUsers.map(({ email }) => email).join(' and ')}, password ${demoPassword}`],
    ['Stop', instance.name === 'default' ? 'make stop' : `INSTANCE=${instance.name} make stop`],
  ];
  console.log(`\nChemChat runs.\n\n${lines.map(([name = '', value]) => `  ${name.padEnd(11)} ${value}`).join('\n')}\n`);
};
