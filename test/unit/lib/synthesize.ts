import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AppStack } from '../../../lib/app-stack.ts';
import { DataStack } from '../../../lib/data-stack.ts';
import { readDeployment } from '../../../lib/deployment.ts';
import { EdgeStack } from '../../../lib/edge-stack.ts';
import { HttpStack } from '../../../lib/http-stack.ts';

const { context: flags } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

/** A stage's stacks, as bin/chemchat.ts composes them. */
export interface Synthesized {
  readonly app: App;
  readonly data: Template;
  readonly chat: Template;
  readonly http: Template;
  /** Where the stage has one. */
  readonly edge: Template | undefined;
  /** All templates' resources, by logical id. */
  readonly resources: Readonly<Record<string, Resource>>;
}

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no types
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

/** Synthesises a stage with cdk.json's flags and the context given, without bundling its functions. */
export const synthesize = (context: Record<string, unknown>, environment: NodeJS.ProcessEnv = {}): Synthesized => {
  const app = new App({ context: { ...flags, 'aws:cdk:bundling-stacks': [], ...context } });
  const deployment = readDeployment(app.node, environment);
  const { stage } = deployment.settings;
  const data = new DataStack(app, `ChemChat-${stage}-Data`, { deployment });
  const chat = new AppStack(app, `ChemChat-${stage}-App`, { deployment, data });
  const http = new HttpStack(app, `ChemChat-${stage}-Http`, { deployment, app: chat });
  const { edge: front } = deployment.settings;
  const edge = front && new EdgeStack(app, `ChemChat-${stage}-Edge`, { deployment, edge: front });
  const templates = {
    data: Template.fromStack(data),
    chat: Template.fromStack(chat),
    http: Template.fromStack(http),
    edge: edge && Template.fromStack(edge),
  };
  return {
    app,
    ...templates,
    resources: Object.assign({}, ...Object.values(templates).map((template) => template?.toJSON().Resources)),
  };
};

/** The resources of a type. */
export const ofType = ({ resources }: Synthesized, type: string): readonly Resource[] =>
  Object.values(resources).filter(({ Type }) => Type === type);
