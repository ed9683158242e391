import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { cloud } from './cloud.ts';

const lambda = () => new LambdaClient(cloud());

/** The deployed function behind a handler, by the log group that is named after it. */
const functionNamed = async (handler: string): Promise<string> => {
  const names: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await lambda().send(new ListFunctionsCommand({ ...(Marker && { Marker }) }));
    for (const { FunctionName, LoggingConfig } of page.Functions ?? []) {
      if (LoggingConfig?.LogGroup?.endsWith(`/${handler}`) && FunctionName) names.push(FunctionName);
    }
    Marker = page.NextMarker || undefined;
  } while (Marker);
  if (names.length !== 1) throw new Error(`there is not one function ${handler}, but ${names.length}`);
  return names[0] as string;
};

/** Runs the function behind a handler, and fails if it fails. */
export const invokeFunction = async (handler: string, event: object): Promise<void> => {
  const FunctionName = await functionNamed(handler);
  const { FunctionError, Payload } = await lambda().send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  if (FunctionError) throw new Error(`${handler} failed: ${Buffer.from(Payload ?? []).toString()}`);
};

/** Changes functions' environment, and remembers how it was. */
export const changedFunctions = () => {
  const repairs: (() => Promise<unknown>)[] = [];
  const change = async (handler: string, variables: Record<string, string>): Promise<void> => {
    const FunctionName = await functionNamed(handler);
    const { Environment } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName }));
    const update = (all: Record<string, string>) =>
      lambda().send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: all } }));
    const before = Environment?.Variables ?? {};
    repairs.push(() => update(before));
    await update({ ...before, ...variables });
  };
  return {
    change,
    /** Cuts a function off from the connections: every post of it fails. */
    cutOffFromConnections: (handler: string): Promise<void> =>
      change(handler, { CONNECTIONS_ENDPOINT: 'http://127.0.0.1:9/nowhere' }),
    /** Puts all of them back. */
    repair: async (): Promise<void> => {
      for (const repair of repairs.splice(0)) await repair();
    },
  };
};
