import { Failure } from './failure.ts';
import type { Instance } from './instance.ts';
import { localAws } from './local-aws.ts';
import { deployedOutputs, outputOf } from './outputs.ts';

/** Names of a deployment on AWS; the person's own credentials and region reach it. */
export interface AwsNames {
  readonly CHAT_TABLE?: string | undefined;
  readonly LIVE_TABLE?: string | undefined;
  readonly EVENT_BUS?: string | undefined;
}

/**
 * What an operator's command works on: on AWS where CHAT_TABLE names a table, else in the local cloud.
 *
 * @throws Failure not all of it is named, or nothing is deployed
 */
export const operatedDeployment = (instance: Instance, { CHAT_TABLE, LIVE_TABLE, EVENT_BUS }: AwsNames) => {
  if (CHAT_TABLE === undefined) {
    const outputs = deployedOutputs(instance);
    return {
      aws: localAws(instance),
      chatTable: outputOf(outputs, 'ChatTableName'),
      liveTable: outputOf(outputs, 'LiveTableName'),
      bus: outputOf(outputs, 'EventBusName'),
    };
  }
  if (!LIVE_TABLE || !EVENT_BUS) {
    throw new Failure(
      'CHAT_TABLE alone names no deployment',
      "set LIVE_TABLE and EVENT_BUS too, from the stacks' outputs",
    );
  }
  return { aws: {}, chatTable: CHAT_TABLE, liveTable: LIVE_TABLE, bus: EVENT_BUS };
};
