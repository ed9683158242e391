import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { HandlerName } from '../lib/functions/bundle.ts';
import { root } from './paths.ts';

/** A function as it is deployed, with the file it is made from. */
export interface DeployedFunction {
  readonly handler: HandlerName;
  readonly functionName: string;
  readonly configuration: FunctionConfiguration;
}

const kinds = ['http', 'websocket', 'identity', 'streams', 'events', 'queues', 'schedules'] as const;

/** A function's log group ends with the name of its file, which is in one of the folders. */
const handlerOf = ({ LoggingConfig }: FunctionConfiguration): HandlerName | undefined => {
  const name = basename(LoggingConfig?.LogGroup ?? '');
  const kind = kinds.find((folder) => existsSync(join(root, 'functions', folder, `${name}.ts`)));
  return kind && `${kind}/${name}`;
};

/** All functions of the deployment. */
export const deployedFunctions = async (client: LambdaClient): Promise<DeployedFunction[]> => {
  const functions: DeployedFunction[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const configuration of Functions) {
      const handler = handlerOf(configuration);
      if (handler && configuration.FunctionName) {
        functions.push({ handler, functionName: configuration.FunctionName, configuration });
      }
    }
  }
  return functions;
};
