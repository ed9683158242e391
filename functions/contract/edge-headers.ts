/** The header by which the edge shows that a request came through it. */
export const originSecretHeader = 'x-chemchat-origin';

/** The header in which the edge tells the client's address. */
export const viewerAddressHeader = 'x-chemchat-viewer';
