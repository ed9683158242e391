import { type HttpRouteId, httpRoutes } from '../../functions/contract/http-routes.ts';
import type { Assets } from '../functions/bundle.ts';
import type { FunctionSettings } from '../functions/chat-function.ts';
import type { FunctionNeeds, TableAction } from '../functions/needs.ts';
import type { StageSettings } from '../stages.ts';

/** What the function behind a route uses and how it is sized. */
export interface RouteFunction extends FunctionSettings {
  readonly needs: Partial<FunctionNeeds>;
  readonly assets?: Assets;
}

/** What pushing to connections takes, on both paths. */
export const delivery = {
  liveTable: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  connections: true,
} as const satisfies Partial<FunctionNeeds>;

/** What sending takes, by HTTP and by WebSocket: the commit, alone or through the lane, then the push. */
export const sendAndDeliver = {
  memorySize: 1024,
  needs: {
    ...delivery,
    chatTable: [
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ],
    // The lane's drafts and its lease.
    liveTable: [...delivery.liveTable, 'dynamodb:Query', 'dynamodb:DeleteItem'],
  },
} as const satisfies RouteFunction;

/** What a change takes, by HTTP and by WebSocket: the commit, then the push to those who are connected. */
export const changeAndDeliver = {
  memorySize: 1024,
  needs: {
    chatTable: [
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ],
    ...delivery,
  },
} as const satisfies RouteFunction;

/** What deleting a message takes, by HTTP and by WebSocket: the sweep looks at the files that were attached to it. */
export const messageDeletion = {
  ...changeAndDeliver,
  sharedPartitions: ['UNATTACHED'],
} as const satisfies RouteFunction;

/** What asking all that the system leans on takes. */
const health = {
  chatTable: ['dynamodb:GetItem'],
  liveTable: ['dynamodb:GetItem'],
  eventBus: ['events:DescribeEventBus'],
  userPool: ['cognito-idp:DescribeUserPool'],
  search: 'read',
} as const satisfies Partial<FunctionNeeds>;

/** A change that deletes items: of a member, or the head of a conversation that ends. */
const changeThatDeletes = {
  ...changeAndDeliver,
  needs: { ...changeAndDeliver.needs, chatTable: [...changeAndDeliver.needs.chatTable, 'dynamodb:DeleteItem'] },
} as const satisfies RouteFunction;

/** What moving a mark takes, by HTTP and by WebSocket: the write, and having the members told. */
export const markAndTell = {
  needs: {
    chatTable: ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    liveTable: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
    connections: true,
    receiptQueue: ['sqs:SendMessage'],
  },
} as const satisfies RouteFunction;

/** What synchronising takes, by HTTP and by WebSocket. */
export const sync = {
  needs: { chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'] },
} as const satisfies RouteFunction;

/** What searching takes: a token, the caller's conversations, and what was found as it is now. */
const searches = {
  needs: {
    chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
    liveTable: ['dynamodb:UpdateItem'],
    search: 'read',
  },
} as const satisfies RouteFunction;

/** What giving out tokens takes: who is denied, which proofs were used, and the session. */
const givesTokens = {
  liveTable: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
  userPool: ['cognito-idp:AdminInitiateAuth'],
  publicUrls: true,
} as const satisfies Partial<FunctionNeeds>;

/** What asking for a code by mail takes: to put the request where it waits, and to know whether mail is sent. */
const asksForCode = { codeQueue: ['sqs:SendMessage'], mail: [] } as const satisfies Partial<FunctionNeeds>;

/** Asking for a code by mail, whoever has the address. */
const codeRequest = {
  sharedPartitions: ['ADDRESS', 'LOGIN'],
  needs: { liveTable: ['dynamodb:UpdateItem'], ...asksForCode },
} as const satisfies RouteFunction;

/** What a caller takes who shows the second factor to change it: the factor, the entry of the audit, the failures. */
const showsFactor = {
  chatTable: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  liveTable: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  mfaKey: ['kms:Decrypt'],
} as const satisfies Partial<FunctionNeeds>;

/** What using a mailed code takes: whose it is, the code, and how often it was tried. */
const usesCode = {
  chatTable: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  liveTable: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
} as const satisfies Partial<FunctionNeeds>;

/** What a route takes that wants a caller: whether the caller is denied. */
const knowsCaller: readonly TableAction[] = ['dynamodb:BatchGetItem'];

/** All that the function behind a route uses, with what the factory of its handler does. */
export const needsOf = (routeId: HttpRouteId): Partial<FunctionNeeds> => {
  const needs = { ...httpFunctions[routeId].needs, originSecret: true } as const;
  if (httpRoutes[routeId].authentication === 'open') return needs;
  return { ...needs, liveTable: [...new Set([...(needs.liveTable ?? []), ...knowsCaller])] };
};

/** Routes that an operator may go without, and the setting that says so. */
const settingOf: Partial<Record<HttpRouteId, 'apiDocs' | 'metrics'>> = {
  'get-api-docs': 'apiDocs',
  'get-openapi-document': 'apiDocs',
  'get-asyncapi-document': 'apiDocs',
  'get-metrics': 'metrics',
};

/** Whether a stage goes without a route. */
export const isSwitchedOff = (routeId: HttpRouteId, settings: StageSettings): boolean => {
  const setting = settingOf[routeId];
  return setting !== undefined && settings[setting] === 'none';
};

/** Every HTTP route has its entry here, or the app does not compile. */
export const httpFunctions: Readonly<Record<HttpRouteId, RouteFunction>> = {
  'register-user': {
    sharedPartitions: ['DIRECTORY', 'ADDRESS'],
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:ConditionCheckItem', 'dynamodb:UpdateItem'],
      liveTable: ['dynamodb:UpdateItem'],
      ...asksForCode,
      commonPasswords: true,
      confirmAddresses: true,
      userPool: ['cognito-idp:AdminCreateUser', 'cognito-idp:AdminSetUserPassword', 'cognito-idp:AdminDeleteUser'],
      signUp: true,
    },
  },
  'log-in': {
    sharedPartitions: ['DIRECTORY', 'ADDRESS', 'LOGIN'],
    needs: {
      // With MFA, the code's step of time. A session that was overtaken by a new password is deleted again.
      chatTable: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      mfaKey: ['kms:Decrypt'],
      // A failed login is told to the bus.
      eventBus: ['events:PutEvents'],
      ...givesTokens,
      // The failures.
      liveTable: [...givesTokens.liveTable, 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    },
  },
  'confirm-address': { sharedPartitions: ['DIRECTORY', 'ADDRESS', 'LOGIN'], needs: usesCode },
  'resend-confirmation': codeRequest,
  'forgot-password': codeRequest,
  'reset-password': {
    sharedPartitions: ['DIRECTORY', 'ADDRESS', 'LOGIN'],
    needs: {
      chatTable: [...usesCode.chatTable, 'dynamodb:Query', 'dynamodb:DeleteItem'],
      liveTable: [...usesCode.liveTable, 'dynamodb:PutItem'],
      commonPasswords: true,
      userPool: ['cognito-idp:AdminSetUserPassword', 'cognito-idp:AdminUserGlobalSignOut'],
    },
  },
  'change-password': {
    needs: {
      chatTable: [
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      ],
      liveTable: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      commonPasswords: true,
      userPool: ['cognito-idp:AdminInitiateAuth', 'cognito-idp:AdminSetUserPassword'],
    },
  },
  'enable-mfa': {
    needs: {
      chatTable: ['dynamodb:GetItem'],
      liveTable: ['dynamodb:PutItem'],
      mfaKey: ['kms:Encrypt'],
    },
  },
  'verify-mfa': {
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      eventBus: ['events:PutEvents'],
      mfaKey: ['kms:Decrypt'],
      ...givesTokens,
      liveTable: [...givesTokens.liveTable, 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    },
  },
  'disable-mfa': {
    needs: { ...showsFactor, chatTable: [...showsFactor.chatTable, 'dynamodb:DeleteItem'] },
  },
  'renew-recovery-codes': { needs: showsFactor },
  'refresh-session': {
    sharedPartitions: ['ADDRESS'],
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      ...givesTokens,
      liveTable: [...givesTokens.liveTable, 'dynamodb:UpdateItem'],
    },
  },
  'log-out': {
    needs: {
      chatTable: ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      liveTable: ['dynamodb:PutItem'],
      userPool: ['cognito-idp:AdminUserGlobalSignOut'],
    },
  },
  'list-sessions': { needs: { chatTable: ['dynamodb:Query'] } },
  'end-session': {
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      liveTable: ['dynamodb:PutItem'],
    },
  },
  'create-ws-token': {
    needs: { chatTable: ['dynamodb:GetItem'], liveTable: ['dynamodb:PutItem', 'dynamodb:UpdateItem'] },
  },
  'get-me': { needs: { chatTable: ['dynamodb:GetItem'] } },
  'update-me': {
    sharedPartitions: ['UNATTACHED'],
    needs: { chatTable: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'] },
  },
  'list-users': { needs: { chatTable: ['dynamodb:Query'] } },
  'get-user': { needs: { chatTable: ['dynamodb:GetItem'] } },
  'list-audit-entries': { needs: { chatTable: ['dynamodb:GetItem'], auditTable: ['dynamodb:Query'] } },
  'list-admin-users': { needs: { chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'] } },
  'get-admin-user': { needs: { chatTable: ['dynamodb:GetItem'] } },
  'update-admin-user': {
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:UpdateItem', 'dynamodb:PutItem'],
      liveTable: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
    },
  },
  'remove-mfa': {
    needs: {
      chatTable: [
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:ConditionCheckItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      ],
      liveTable: ['dynamodb:PutItem'],
    },
  },
  'get-tenant': { needs: { chatTable: ['dynamodb:GetItem'] } },
  'update-tenant': {
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:UpdateItem', 'dynamodb:PutItem'],
    },
  },
  'create-invitation': {
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:PutItem'],
      liveTable: ['dynamodb:UpdateItem'],
      mail: ['ses:SendEmail'],
    },
  },
  'list-invitations': { needs: { chatTable: ['dynamodb:GetItem', 'dynamodb:Query'] } },
  'revoke-invitation': { needs: { chatTable: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:PutItem'] } },
  'create-conversation': {
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
      ...delivery,
    },
  },
  'list-conversations': {
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      liveTable: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    },
  },
  'send-message': sendAndDeliver,
  'list-messages': { needs: { chatTable: ['dynamodb:BatchGetItem', 'dynamodb:Query'] } },
  'get-conversation': { needs: { chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'] } },
  'update-conversation': changeAndDeliver,
  'delete-conversation': changeThatDeletes,
  'list-members': { needs: { chatTable: ['dynamodb:BatchGetItem', 'dynamodb:Query'] } },
  'add-member': changeAndDeliver,
  'change-role': changeAndDeliver,
  'remove-member': {
    ...changeThatDeletes,
    needs: {
      ...changeThatDeletes.needs,
      liveTable: [...delivery.liveTable, 'dynamodb:Query', 'dynamodb:DeleteItem'],
    },
  },
  'mute-conversation': { needs: { chatTable: ['dynamodb:UpdateItem'] } },
  'unmute-conversation': { needs: { chatTable: ['dynamodb:UpdateItem'] } },
  'sync-conversation': sync,
  'mark-read': markAndTell,
  'list-receipts': { needs: { chatTable: ['dynamodb:BatchGetItem', 'dynamodb:Query'] } },
  'edit-message': changeAndDeliver,
  'delete-message': messageDeletion,
  'add-reaction': changeAndDeliver,
  'remove-reaction': changeAndDeliver,
  'create-upload': {
    sharedPartitions: ['UNATTACHED'],
    needs: {
      chatTable: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      liveTable: ['dynamodb:UpdateItem'],
      mediaBucket: ['s3:PutObject uploads'],
    },
  },
  'get-media': { needs: { chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'] } },
  'search-messages': searches,
  'search-conversations': searches,
  'download-media': {
    needs: { chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'], downloads: true },
  },
  'get-health': { needs: health },
  'get-metrics': { needs: { ...health, measurements: true } },
  'get-api-docs': {
    needs: {},
    assets: {
      'swagger-ui': [
        'node_modules/swagger-ui-dist/swagger-ui.css',
        'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
      ],
    },
  },
  'get-openapi-document': { needs: {} },
  'get-asyncapi-document': { needs: {} },
};
