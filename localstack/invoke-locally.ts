import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.ts';

const [handlerName, eventFile] = process.argv.slice(2);
if (!handlerName || !eventFile) throw new Error('usage: invoke-locally.ts <handler> <event file>');

const event: unknown = JSON.parse(await readFile(eventFile, 'utf8'));
const { handler } = await import(pathToFileURL(join(root, 'functions', `${handlerName}.ts`)).href);
const context = {
  awsRequestId: randomUUID(),
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${process.env.AWS_LAMBDA_FUNCTION_NAME}`,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  getRemainingTimeInMillis: () => 600_000,
};
// biome-ignore lint/suspicious/noDebugger: the debugger that was waited for stops here; step into the handler
debugger;
const answer: unknown = await handler(event, context);
console.log(JSON.stringify(answer, undefined, 2));
