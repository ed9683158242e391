import { join } from 'node:path';
import { createFront } from './front.ts';
import { openInstance, readState } from './instance.ts';
import { outputOf } from './outputs.ts';
import { root } from './paths.ts';

const instance = openInstance();

const apis = () => {
  const { deployment } = readState(instance);
  if (!deployment) return undefined;
  return {
    httpApiId: outputOf(deployment.outputs, 'HttpApiId'),
    webSocketApiId: outputOf(deployment.outputs, 'WebSocketApiId'),
    webSocketStage: new URL(outputOf(deployment.outputs, 'WebSocketUrl')).pathname.split('/').at(-1) ?? '',
  };
};

const front = createFront({
  gateway: `http://127.0.0.1:${instance.ports.gateway}`,
  apis,
  webDirectory: join(root, 'web', 'dist'),
});
front.listen(instance.ports.front, '127.0.0.1');
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
