import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** What is in a layer: a folder of layers/. */
export type LayerName = 'sharp' | 'ffmpeg';

const projectRoot = resolve(import.meta.dirname, '../..');

const processorOf = ({ name }: Architecture): string => (name === 'arm64' ? 'arm64' : 'x64');

/**
 * A program that no bundle can hold, beside functions. What is in it was installed, pinned, by make's set-up for the
 * processor that the functions run on.
 */
export class Layer extends Construct {
  readonly version: LayerVersion;

  constructor(scope: Construct, id: string, { deployment, name }: { deployment: Deployment; name: LayerName }) {
    super(scope, id);
    const { architecture } = deployment.target;
    const processor = processorOf(architecture);
    this.version = new LayerVersion(this, 'Version', {
      description: `${name} for ${processor}`,
      compatibleArchitectures: [architecture],
      compatibleRuntimes: [Runtime.NODEJS_22_X],
      code: Code.fromAsset(join(projectRoot, 'layers', name), {
        assetHashType: AssetHashType.OUTPUT,
        bundling: {
          image: DockerImage.fromRegistry('none: bundling is local'),
          // Never run. CDK takes two bundlings of one folder for the same unless something that it can compare differs.
          command: ['layer', name, processor],
          local: {
            tryBundle: (outputDirectory) => {
              const installed = join(projectRoot, '.local', 'layers', processor, name);
              if (!existsSync(installed)) {
                throw new Error(
                  `the layer ${name} is not installed; run: node localstack/setup.mjs layers-${processor}`,
                );
              }
              cpSync(installed, outputDirectory, { recursive: true });
              return true;
            },
          },
        },
      }),
    });
  }
}
