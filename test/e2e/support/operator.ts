import { spawn } from 'node:child_process';
import { cloud } from './cloud.ts';
import { output } from './endpoints.ts';

/** A command as an operator gives it to a deployment, with their own credentials: its exit status and what it prints. */
export const operate = async (
  command: string,
  variables: Record<string, string>,
): Promise<{ status: number | null; text: string }> => {
  const { endpoint, region, credentials } = cloud();
  const child = spawn(process.execPath, ['--import', 'tsx', 'localstack/cli.ts', command], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      CHAT_TABLE: output('ChatTableName'),
      LIVE_TABLE: output('LiveTableName'),
      EVENT_BUS: output('EventBusName'),
      ...variables,
    },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += data));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, text };
};
