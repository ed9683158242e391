import { Failure } from './failure.ts';
import type { Instance } from './instance.ts';
import { readState } from './instance.ts';

/** An output of the deployed stacks. */
export type OutputName =
  | 'HttpApiId'
  | 'WebSocketApiId'
  | 'WebSocketUrl'
  | 'ChatTableName'
  | 'LiveTableName'
  | 'AuditTableName'
  | 'UserPoolId'
  | 'EventBusName';

/** The outputs of all stacks, by name. */
export type Outputs = Readonly<Record<string, string>>;

/**
 * One output.
 *
 * @throws Failure it is missing, so nothing (or something else) was deployed
 */
export const outputOf = (outputs: Outputs, name: OutputName): string => {
  const value = outputs[name];
  if (value) return value;
  throw new Failure(`the deployment has no output ${name}`, 'run make quick-start');
};

/**
 * What was deployed last.
 *
 * @throws Failure nothing was
 */
export const deployedOutputs = (instance: Instance): Outputs => {
  const { deployment } = readState(instance);
  if (deployment) return deployment.outputs;
  throw new Failure(`nothing is deployed in the instance ${instance.name}`, 'run make quick-start');
};
