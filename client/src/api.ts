import type { CallOptions, HttpClient, HttpRequest } from './http-client.ts';
import type { Session } from './session.ts';
import type {
  AddMember,
  AdminUser,
  AdminUserPage,
  AuditPage,
  Conversation,
  ConversationHitPage,
  ConversationPage,
  CreateConversation,
  CreatedInvitation,
  CreateInvitation,
  CreateUpload,
  EditMessage,
  InvitationPage,
  LastRead,
  Media,
  Member,
  MemberPage,
  Message,
  MessageHitPage,
  MessagePage,
  OwnProfile,
  Receipts,
  SendMessage,
  SessionPage,
  SyncPage,
  Tenant,
  UpdateAdminUser,
  UpdateConversation,
  UpdateProfile,
  UpdateTenant,
  Upload,
  User,
  UserPage,
  WebSocketToken,
} from './wire.ts';

/** Which page of a list: `cursor` is the `nextCursor` of the one before. */
export interface PageOptions extends CallOptions {
  readonly limit?: number;
  readonly cursor?: string;
}

/** What is searched for. */
export interface MessageSearch extends PageOptions {
  readonly q: string;
  readonly conversationId?: string;
  /** Who sent it. */
  readonly from?: string;
  readonly before?: string;
  readonly after?: string;
  readonly has?: string;
}

const bodies = ['POST', 'PUT', 'PATCH'];

const part = encodeURIComponent;

/** The HTTP API, one function a call. Errors are ChatErrors. */
export class Api {
  readonly #http: HttpClient;
  readonly #session: Session;

  constructor(http: HttpClient, session: Session) {
    this.#http = http;
    this.#session = session;
  }

  /** Any call below /api/v1, as who is signed in. */
  call<Answer>(method: HttpRequest['method'], path: string, given: object = {}, signal?: AbortSignal): Promise<Answer> {
    const fields = bodies.includes(method) ? { body: given } : { query: given };
    return this.#http.callAs<Answer>(this.#session, { method, path, signal, ...fields });
  }

  webSocketToken = (options: CallOptions = {}) =>
    this.#http.callAs<WebSocketToken>(this.#session, { method: 'POST', path: '/auth/ws-token', ...options });

  listSessions = (options: PageOptions = {}) => this.#list<SessionPage>('/auth/sessions', options);
  endSession = (sessionId: string, options: CallOptions = {}) =>
    this.call<void>('DELETE', `/auth/sessions/${part(sessionId)}`, {}, options.signal);

  me = (options: CallOptions = {}) => this.call<OwnProfile>('GET', '/users/me', {}, options.signal);
  updateMe = (profile: UpdateProfile, options: CallOptions = {}) =>
    this.call<OwnProfile>('PATCH', '/users/me', profile, options.signal);
  listUsers = (options: PageOptions & { readonly query?: string } = {}) => this.#list<UserPage>('/users', options);
  getUser = (userId: string, options: CallOptions = {}) =>
    this.call<User>('GET', `/users/${part(userId)}`, {}, options.signal);

  createConversation = (conversation: CreateConversation, options: CallOptions = {}) =>
    this.call<Conversation>('POST', '/conversations', conversation, options.signal);
  listConversations = (options: PageOptions = {}) => this.#list<ConversationPage>('/conversations', options);
  getConversation = (conversationId: string, options: CallOptions = {}) =>
    this.call<Conversation>('GET', `/conversations/${part(conversationId)}`, {}, options.signal);
  updateConversation = (conversationId: string, change: UpdateConversation, options: CallOptions = {}) =>
    this.call<Conversation>('PATCH', `/conversations/${part(conversationId)}`, change, options.signal);
  deleteConversation = (conversationId: string, options: CallOptions = {}) =>
    this.call<void>('DELETE', `/conversations/${part(conversationId)}`, {}, options.signal);
  muteConversation = (conversationId: string, mute: { readonly until?: string } = {}, options: CallOptions = {}) =>
    this.call<void>('PUT', `/conversations/${part(conversationId)}/mute`, mute, options.signal);
  unmuteConversation = (conversationId: string, options: CallOptions = {}) =>
    this.call<void>('DELETE', `/conversations/${part(conversationId)}/mute`, {}, options.signal);

  listMembers = (conversationId: string, options: PageOptions = {}) =>
    this.#list<MemberPage>(`/conversations/${part(conversationId)}/members`, options);
  addMember = (conversationId: string, member: AddMember, options: CallOptions = {}) =>
    this.call<Member>('POST', `/conversations/${part(conversationId)}/members`, member, options.signal);
  changeRole = (conversationId: string, userId: string, role: Member['role'], options: CallOptions = {}) =>
    this.call<Member>(
      'PATCH',
      `/conversations/${part(conversationId)}/members/${part(userId)}`,
      { role },
      options.signal,
    );
  /** Removes a member; oneself: leaves. */
  removeMember = (conversationId: string, userId: string, options: CallOptions = {}) =>
    this.call<void>('DELETE', `/conversations/${part(conversationId)}/members/${part(userId)}`, {}, options.signal);

  sendMessage = (conversationId: string, message: SendMessage, options: CallOptions = {}) =>
    this.call<Message>('POST', `/conversations/${part(conversationId)}/messages`, message, options.signal);
  /** By sequence number, bounds exclusive; without bounds the newest page. */
  listMessages = (
    conversationId: string,
    options: CallOptions & { readonly before?: number; readonly after?: number; readonly limit?: number } = {},
  ) => this.#list<MessagePage>(`/conversations/${part(conversationId)}/messages`, options);
  syncConversation = (
    conversationId: string,
    options: CallOptions & { readonly afterSequence: number; readonly afterChange: number; readonly limit?: number },
  ) => this.#list<SyncPage>(`/conversations/${part(conversationId)}/sync`, options);
  markRead = (conversationId: string, sequenceNumber: number, options: CallOptions = {}) =>
    this.call<LastRead>('POST', `/conversations/${part(conversationId)}/read`, { sequenceNumber }, options.signal);
  listReceipts = (conversationId: string, options: CallOptions = {}) =>
    this.#list<Receipts>(`/conversations/${part(conversationId)}/receipts`, options);

  editMessage = (messageId: string, edit: EditMessage, options: CallOptions = {}) =>
    this.call<Message>('PUT', `/messages/${part(messageId)}`, edit, options.signal);
  deleteMessage = (messageId: string, options: CallOptions = {}) =>
    this.call<void>('DELETE', `/messages/${part(messageId)}`, {}, options.signal);
  addReaction = (messageId: string, emoji: string, options: CallOptions = {}) =>
    this.call<Message>('POST', `/messages/${part(messageId)}/reactions`, { emoji }, options.signal);
  removeReaction = (messageId: string, emoji: string, options: CallOptions = {}) =>
    this.call<Message>('DELETE', `/messages/${part(messageId)}/reactions/${part(emoji)}`, {}, options.signal);

  searchMessages = ({ conversationId, signal, ...query }: MessageSearch) =>
    this.call<MessageHitPage>('GET', '/search/messages', { ...query, conversation_id: conversationId }, signal);
  searchConversations = (options: PageOptions & { readonly q: string }) =>
    this.#list<ConversationHitPage>('/search/conversations', options);

  createUpload = (file: CreateUpload, options: CallOptions = {}) =>
    this.call<Upload>('POST', '/media/upload', file, options.signal);
  getMedia = (mediaId: string, options: CallOptions = {}) =>
    this.call<Media>('GET', `/media/${part(mediaId)}`, {}, options.signal);
  /** A short-lived URL of a file that is ready, or of one of its renditions. */
  downloadUrl = (mediaId: string, options: CallOptions & { readonly rendition?: string } = {}) =>
    this.#list<{ readonly url: string; readonly expiresIn: number }>(`/media/${part(mediaId)}/download`, options);

  listAuditEntries = (
    options: PageOptions & {
      readonly actorId?: string;
      readonly action?: string;
      readonly from?: string;
      readonly to?: string;
    } = {},
  ) => this.#list<AuditPage>('/admin/audit', options);
  listAdminUsers = (options: PageOptions & { readonly query?: string } = {}) =>
    this.#list<AdminUserPage>('/admin/users', options);
  getAdminUser = (userId: string, options: CallOptions = {}) =>
    this.call<AdminUser>('GET', `/admin/users/${part(userId)}`, {}, options.signal);
  updateAdminUser = (userId: string, change: UpdateAdminUser, options: CallOptions = {}) =>
    this.call<AdminUser>('PATCH', `/admin/users/${part(userId)}`, change, options.signal);
  /** Takes the second factor of a person away who has lost it; their sessions end. */
  removeMfa = (userId: string, options: CallOptions = {}) =>
    this.call<void>('DELETE', `/admin/users/${part(userId)}/mfa`, {}, options.signal);

  getTenant = (options: CallOptions = {}) => this.#list<Tenant>('/admin/tenant', options);
  updateTenant = (change: UpdateTenant, options: CallOptions = {}) =>
    this.call<Tenant>('PATCH', '/admin/tenant', change, options.signal);
  createInvitation = (invitation: CreateInvitation, options: CallOptions = {}) =>
    this.call<CreatedInvitation>('POST', '/admin/invitations', invitation, options.signal);
  listInvitations = (options: PageOptions = {}) => this.#list<InvitationPage>('/admin/invitations', options);
  revokeInvitation = (invitationId: string, options: CallOptions = {}) =>
    this.call<void>('DELETE', `/admin/invitations/${part(invitationId)}`, {}, options.signal);

  #list<Answer>(path: string, { signal, ...query }: CallOptions): Promise<Answer> {
    return this.call<Answer>('GET', path, query, signal);
  }
}
