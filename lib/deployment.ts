import type { StackProps } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import * as z from 'zod';
import { operatorSettingNames, SettingsError, type StageSettings, settingsOf } from './stages.ts';
import { type Target, targetNamed } from './target.ts';

/** What every construct is given: how the stage is set, and what differs where it goes. */
export interface Deployment {
  readonly settings: StageSettings;
  readonly target: Target;
  /** Undefined: known only when it is deployed. */
  readonly region: string | undefined;
}

const Context = z.object({
  stage: z.string({ error: 'give a stage: -c stage=dev' }),
  target: z.enum(['aws', 'local']).optional(),
  stages: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

// CDK's own context keys have a colon, a hyphen or an @ in them.
const isOurs = (key: string): boolean => /^[A-Za-z]+$/.test(key);

/**
 * Reads the deployment from CDK's context: `stage`, `target`, the operator's settings by name
 * (`-c alarmAddress=ops@example.com`) and, below them, those that cdk.json has for the stage (`stages.production`).
 * The region is the one that CDK's command line found.
 *
 * @throws SettingsError on anything unknown or malformed
 */
export const readDeployment = (node: Node, environment: NodeJS.ProcessEnv = process.env): Deployment => {
  const all: Record<string, unknown> = node.getAllContext();
  const unknown = Object.keys(all).filter(
    (key) => isOurs(key) && !(key in Context.shape) && !operatorSettingNames.includes(key),
  );
  if (unknown.length > 0) {
    const known = [...Object.keys(Context.shape), ...operatorSettingNames];
    throw new SettingsError(`unknown context ${unknown.join(', ')}; there are ${known.join(', ')}`);
  }
  const parsed = Context.safeParse(all);
  if (!parsed.success) {
    throw new SettingsError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  }
  const { stage, stages = {} } = parsed.data;
  // Each stage of the file is checked, not only the one at hand, so that a slip shows before its own deployment.
  for (const [name, own] of Object.entries(stages)) settingsOf(name, own);
  const fromCommandLine = Object.fromEntries(Object.entries(all).filter(([key]) => operatorSettingNames.includes(key)));
  const settings = settingsOf(stage, { ...stages[stage], ...fromCommandLine });
  const targetName = parsed.data.target ?? (settings.stage === 'local' ? 'local' : 'aws');
  if (settings.stage === 'local' && targetName === 'aws') {
    throw new SettingsError(
      'stage local confirms every sign-up at once and does not go to AWS; deploy stage dev there',
    );
  }
  const region = environment.CDK_DEFAULT_REGION;
  if (settings.customerManagedKey && !region) {
    throw new SettingsError('customerManagedKey takes a region that is known beforehand; set AWS_REGION');
  }
  if (settings.edge && !region) {
    throw new SettingsError('an edge takes a region that is known beforehand; set AWS_REGION');
  }
  return { settings, target: targetNamed(targetName, environment), region };
};

/** What both stacks of a deployment are made with. */
export const stackProps = ({ target, region }: Deployment): StackProps => ({
  synthesizer: target.synthesizer(),
  ...(region && { env: { region } }),
});
