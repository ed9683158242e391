export type { Api, MessageSearch, PageOptions } from './api.ts';
export type { Auth, Credentials, LogInResult, MfaAnswer } from './auth.ts';
export { browserTokenStore } from './browser-token-store.ts';
export type { ChatClient, ChatClientOptions, ChatEvents } from './chat-client.ts';
export { createChatClient } from './chat-client.ts';
export type { ConnectionState } from './connection.ts';
export type {
  Conversation,
  ConversationCallOptions,
  ConversationSnapshot,
  Marks,
} from './conversation.ts';
export type { Listenable, Unsubscribe } from './emitter.ts';
export type { ErrorCode, ErrorFacts } from './errors.ts';
export { ChatError, isRetryable } from './errors.ts';
export type { CallOptions, HttpRequest } from './http-client.ts';
export type { Inbox, InboxSnapshot } from './inbox.ts';
export { indexedDbOutboxStore } from './indexed-db-outbox-store.ts';
export { indexedDbProofKeyStore } from './indexed-db-proof-key-store.ts';
export type { Gap } from './message-list.ts';
export type { SentMessage } from './outbox.ts';
export type { MessageDraft, OutboxEntry, OutboxStore, PendingMessage } from './outbox-store.ts';
export { memoryOutboxStore } from './outbox-store.ts';
export type { PresenceBook } from './presence-book.ts';
export type { ProofKeyPair, ProofKeyStore } from './proof-key.ts';
export { proofKey } from './proof-key.ts';
export type { ProofMaker } from './proof-maker.ts';
export type { Runtime, Signal, SocketLike } from './runtime.ts';
export { defaultRuntime } from './runtime.ts';
export type { EndReason } from './session.ts';
export type { Observable } from './snapshot-store.ts';
export type { SignedInUser, StoredTokens, TokenStore } from './token-store.ts';
export { memoryTokenStore } from './token-store.ts';
export type { UploadOptions } from './upload-file.ts';
export { uploadFile } from './upload-file.ts';
export type {
  AddMember,
  AdminUser,
  AdminUserPage,
  AuditEntry,
  AuditPage,
  Conversation as ConversationInfo,
  ConversationCreatedFrame,
  ConversationDeletedFrame,
  ConversationHitPage,
  ConversationPage,
  ConversationUpdatedFrame,
  CreateConversation,
  CreatedInvitation,
  CreateInvitation,
  CreateUpload,
  DisableMfa,
  EditMessage,
  ErrorFrame,
  Invitation,
  InvitationPage,
  LastRead,
  LoggedIn,
  LogIn,
  Media,
  MediaReadyFrame,
  MediaRejectedFrame,
  Member,
  MemberJoinedFrame,
  MemberLeftFrame,
  MemberPage,
  Message,
  MessageCreatedFrame,
  MessageDeletedFrame,
  MessageHit,
  MessageHitPage,
  MessagePage,
  MessageSendFrame,
  MessageUpdatedFrame,
  MfaDisabled,
  MfaEnabled,
  MfaSetup,
  OwnProfile,
  Presence,
  PresenceChangedFrame,
  Reaction,
  ReactionAddedFrame,
  ReactionRemovedFrame,
  Receipt,
  Receipts,
  ReceiptUpdatedFrame,
  RecoveryCodes,
  Register,
  Registered,
  Rendition,
  SendMessage,
  ServerEvent,
  Session,
  SessionPage,
  SessionRevokedFrame,
  SyncPage,
  Tenant,
  Typing,
  TypingStartedFrame,
  TypingStoppedFrame,
  UpdateAdminUser,
  UpdateConversation,
  UpdateProfile,
  UpdateTenant,
  Upload,
  User,
  UserPage,
  WebSocketToken,
} from './wire.ts';
