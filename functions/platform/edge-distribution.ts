import {
  type CloudFrontClient,
  GetDistributionConfigCommand,
  type Origin,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import { originSecretHeader } from '../contract/edge-headers.ts';

const saying = (origin: Origin, value: string): Origin => ({
  ...origin,
  CustomHeaders: {
    Quantity: origin.CustomHeaders?.Quantity,
    Items: origin.CustomHeaders?.Items?.map((header) =>
      header.HeaderName === originSecretHeader ? { ...header, HeaderValue: value } : header,
    ),
  },
});

/** Makes a distribution send this value to each origin that gets the header; the same again changes nothing. */
export const sayOriginSecret = async (client: CloudFrontClient, Id: string, value: string): Promise<void> => {
  const { DistributionConfig, ETag } = await client.send(new GetDistributionConfigCommand({ Id }));
  const origins = DistributionConfig?.Origins;
  if (!DistributionConfig || !origins?.Items) throw new Error('cannot rotate; the distribution has no origins');
  const Items = origins.Items.map((origin) => saying(origin, value));
  if (JSON.stringify(Items) === JSON.stringify(origins.Items)) return;
  await client.send(
    new UpdateDistributionCommand({
      Id,
      IfMatch: ETag,
      DistributionConfig: { ...DistributionConfig, Origins: { ...origins, Items } },
    }),
  );
};
