/** A module of the layer (layers/ffmpeg). */
declare module 'chemchat-ffmpeg' {
  /** Where the program is. */
  export const ffmpegPath: string;
}
