import { gatewayUrl, type Instance } from './instance.ts';
import { administrator, localRegion } from './ministack.ts';

/** Settings with which an AWS SDK client reaches an instance as its administrator. */
export const localAws = (instance: Instance) => ({
  endpoint: gatewayUrl(instance),
  region: localRegion,
  credentials: administrator,
});

/** The same as environment variables, for programs; the person's own AWS settings are left out. */
export const localAwsEnvironment = (instance: Instance): NodeJS.ProcessEnv => {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && !name.startsWith('CDK_'));
  return {
    ...Object.fromEntries(others),
    AWS_ACCESS_KEY_ID: administrator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_ENDPOINT_URL: gatewayUrl(instance),
    AWS_ENDPOINT_URL_S3: gatewayUrl(instance),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
};
