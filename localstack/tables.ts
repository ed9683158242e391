import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import { gatewayUrl, type Instance } from './instance.ts';
import { localAwsEnvironment } from './local-aws.ts';
import { root } from './paths.ts';

/** Serves a browser for the instance's tables until interrupted. */
export const browseTables = async (instance: Instance, port: string): Promise<void> => {
  const command = join(root, 'node_modules', 'dynamodb-admin', 'dist', 'dynamodb-admin.js');
  const env = { ...localAwsEnvironment(instance), DYNAMO_ENDPOINT: gatewayUrl(instance) };
  const child = spawn(process.execPath, [command, '--host', '127.0.0.1', '--port', port], { stdio: 'inherit', env });
  const [code] = await once(child, 'close');
  if (code)
    throw new Failure(
      `the table browser ended with exit status ${code}`,
      'is its port taken? TABLES_PORT=8081 make tables',
    );
};
