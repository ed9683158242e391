/** The boxes that images are fitted into, without being enlarged; pixels. */
export const imageBoxes = { thumbnail: 256, medium: 1024, large: 2048 } as const;

/** The most pixels of an image, all its frames together. */
export const maxImagePixels = 100_000_000;

/** The most pixels of a frame of a video: 4K. */
export const maxVideoPixels = 4096 * 2304;

/** The longest video and the longest audio, in seconds. */
export const maxSeconds = { video: 10 * 60, audio: 60 * 60 } as const;

/** The short side of what is made of a video, in pixels. */
export const videoShortSide = 720;

/** Values of a waveform, each 0 to 100. */
export const waveformValues = 64;
