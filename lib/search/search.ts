import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import { CfnCollection, CfnCollectionGroup, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { Domain, EngineVersion, TLSSecurityPolicy } from 'aws-cdk-lib/aws-opensearchservice';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** Where search is, and what a function has to be granted for it. */
export type SearchAccess =
  | { readonly service: 'none' }
  | { readonly service: 'plain'; readonly endpoint: string }
  | { readonly service: 'es'; readonly endpoint: string; readonly domain: Domain }
  | {
      readonly service: 'aoss';
      readonly endpoint: string;
      readonly collectionName: string;
      readonly collectionArn: string;
    };

/** The most that a burst may cost: two workers to search and two to index. */
const mostUnits = 4;

/** A small domain of one node, which anybody may reach and whom a role allows may use. */
const makeDomain = (scope: Construct): Domain => {
  const domain = new Domain(scope, 'Domain', {
    version: EngineVersion.OPENSEARCH_3_3,
    capacity: { dataNodes: 1, dataNodeInstanceType: 't3.small.search', multiAzWithStandbyEnabled: false },
    ebs: { volumeSize: 10, volumeType: EbsDeviceVolumeType.GP3 },
    enforceHttps: true,
    tlsSecurityPolicy: TLSSecurityPolicy.TLS_1_2_PFS,
    nodeToNodeEncryption: true,
    encryptionAtRest: { enabled: true },
    // A copy: it is built anew from the table.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const reasons = {
    OS1: 'Functions are in no network of their own; what reaches the domain has to be signed by a role that is granted it.',
    OS3: 'No addresses are allowed or refused: roles are granted what they need, and there is no policy for others.',
    OS4: 'One small node needs no masters; the index is a copy, and search may be away for a while.',
    OS5: 'There is no policy that would let anybody in unsigned; roles are granted what they need.',
    OS7: 'One node is in one zone; the index is a copy, and search may be away for a while.',
    'OS9[LogExport::SEARCH_SLOW_LOGS]': 'Slow queries would be logged with what people looked for.',
    'OS9[LogExport::INDEX_SLOW_LOGS]': 'What was slow to index would be logged with what people wrote.',
  };
  for (const [rule, reason] of Object.entries(reasons)) {
    Validations.of(domain).acknowledge({ id: `AwsSolutions-${rule}`, reason });
  }
  return domain;
};

/** A collection that costs nothing but its storage while nobody indexes or searches. */
const makeCollection = (scope: Construct, name: string): CfnCollection => {
  const resource = [`collection/${name}`];
  const policies = [
    new CfnSecurityPolicy(scope, 'Encryption', {
      name,
      type: 'encryption',
      policy: JSON.stringify({ Rules: [{ ResourceType: 'collection', Resource: resource }], AWSOwnedKey: true }),
    }),
    new CfnSecurityPolicy(scope, 'Network', {
      name,
      type: 'network',
      // Functions are in no network of their own; what reaches it has to be signed by a role that is granted it.
      policy: JSON.stringify([{ Rules: [{ ResourceType: 'collection', Resource: resource }], AllowFromPublic: true }]),
    }),
  ];
  const group = new CfnCollectionGroup(scope, 'Group', {
    name,
    generation: 'NEXTGEN',
    standbyReplicas: 'ENABLED',
    capacityLimits: {
      minIndexingCapacityInOcu: 0,
      minSearchCapacityInOcu: 0,
      maxIndexingCapacityInOcu: mostUnits,
      maxSearchCapacityInOcu: mostUnits,
    },
  });
  const collection = new CfnCollection(scope, 'Collection', {
    name,
    type: 'SEARCH',
    collectionGroupName: name,
    standbyReplicas: 'ENABLED',
  });
  for (const made of [...policies, group]) collection.addDependency(made);
  collection.applyRemovalPolicy(RemovalPolicy.DESTROY);
  return collection;
};

/** Where messages and conversations are found by their words: a domain, a serverless collection, or nowhere. */
export class Search extends Construct {
  readonly access: SearchAccess;

  constructor(scope: Construct, id: string, { settings, target }: Deployment) {
    super(scope, id);
    this.access = ((): SearchAccess => {
      if (settings.search === 'none') return { service: 'none' };
      if (target.searchEndpoint !== undefined) return { service: 'plain', endpoint: target.searchEndpoint };
      if (settings.search === 'domain') {
        const domain = makeDomain(this);
        return { service: 'es', endpoint: `https://${domain.domainEndpoint}`, domain };
      }
      const collectionName = `chemchat-${settings.stage}`;
      const { attrCollectionEndpoint: endpoint, attrArn: collectionArn } = makeCollection(this, collectionName);
      return { service: 'aoss', endpoint, collectionName, collectionArn };
    })();
  }
}
