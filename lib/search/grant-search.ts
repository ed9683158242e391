import { Names, Stack, Validations } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnAccessPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import type { SearchAccess } from './search.ts';

/** What a function does with the index: search it, or write to it, which takes making it and looking into it too. */
export type SearchUse = 'read' | 'write';

/** What each use takes of a domain: a method, and the paths under which it is allowed. */
const domainActions = {
  read: [['es:ESHttpPost', 'chemchat/_search']],
  write: [
    ['es:ESHttpGet', '_alias/chemchat-writes'],
    ['es:ESHttpPost', '_aliases'],
    ['es:ESHttpPost', 'chemchat-index-*'],
    ['es:ESHttpPut', 'chemchat-index-*'],
  ],
} as const;

const indexPermissions = {
  read: ['aoss:ReadDocument'],
  write: ['aoss:ReadDocument', 'aoss:WriteDocument', 'aoss:CreateIndex', 'aoss:DescribeIndex'],
} as const;

const grantDomain = (
  lambda: LambdaFunction,
  { domain }: Extract<SearchAccess, { service: 'es' }>,
  use: SearchUse,
): void => {
  for (const [action, path] of domainActions[use]) {
    Grant.addToPrincipal({ grantee: lambda, actions: [action], resourceArns: [`${domain.domainArn}/${path}`] });
  }
  if (use === 'read') return;
  const id = Stack.of(domain).getLogicalId(domain.node.defaultChild as never);
  Validations.of(lambda.role ?? lambda).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${id}.Arn>/chemchat-index-*]`,
    reason: 'Indexes come and go when they are rebuilt; these are all there are.',
  });
};

/** A collection asks for both: the role's own grant, and a policy of data access that names the role. */
const grantCollection = (
  lambda: LambdaFunction,
  { collectionName, collectionArn }: Extract<SearchAccess, { service: 'aoss' }>,
  use: SearchUse,
): void => {
  Grant.addToPrincipal({ grantee: lambda, actions: ['aoss:APIAccessAll'], resourceArns: [collectionArn] });
  const rules = [
    { ResourceType: 'index', Resource: [`index/${collectionName}/*`], Permission: indexPermissions[use] },
    {
      ResourceType: 'collection',
      Resource: [`collection/${collectionName}`],
      Permission:
        use === 'read'
          ? []
          : ['aoss:DescribeCollectionItems', 'aoss:UpdateCollectionItems', 'aoss:CreateCollectionItems'],
    },
  ].filter(({ Permission }) => Permission.length > 0);
  new CfnAccessPolicy(lambda, 'SearchAccess', {
    name: `chemchat-${Names.uniqueResourceName(lambda, { maxLength: 23, allowedSpecialCharacters: '-' }).toLowerCase()}`,
    type: 'data',
    policy: Stack.of(lambda).toJsonString([{ Rules: rules, Principal: [lambda.role?.roleArn] }]),
  });
};

/** Grants a function what it does with search, and says where search is. */
export const grantSearch = (lambda: LambdaFunction, use: SearchUse, access: SearchAccess): Record<string, string> => {
  if (access.service === 'es') grantDomain(lambda, access, use);
  if (access.service === 'aoss') grantCollection(lambda, access, use);
  return {
    SEARCH_SERVICE: access.service,
    SEARCH_ENDPOINT: access.service === 'none' ? '' : access.endpoint,
  };
};
