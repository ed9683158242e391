exports.ffmpegPath = require('node:path').join(__dirname, 'ffmpeg');
