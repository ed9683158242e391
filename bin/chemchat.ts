import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AppStack } from '../lib/app-stack.ts';
import { DataStack } from '../lib/data-stack.ts';
import { readDeployment } from '../lib/deployment.ts';
import { EdgeStack } from '../lib/edge-stack.ts';
import { HttpStack } from '../lib/http-stack.ts';
import { SettingsError } from '../lib/stages.ts';

try {
  const app = new App();
  const deployment = readDeployment(app.node);
  const { stage } = deployment.settings;
  const data = new DataStack(app, `ChemChat-${stage}-Data`, { deployment });
  const chat = new AppStack(app, `ChemChat-${stage}-App`, { deployment, data });
  new HttpStack(app, `ChemChat-${stage}-Http`, { deployment, app: chat });
  const { edge } = deployment.settings;
  if (edge) new EdgeStack(app, `ChemChat-${stage}-Edge`, { deployment, edge });
  Tags.of(app).add('application', 'chemchat');
  Tags.of(app).add('stage', stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
