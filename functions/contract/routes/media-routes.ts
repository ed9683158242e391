import * as z from 'zod';
import { MediaId } from '../identifiers.ts';
import { Download, DownloadHeaders, DownloadQuery, Media, Upload, UploadBody } from '../media.ts';
import type { HttpRoutes } from './http-route.ts';

/** Routes for files. */
export const mediaRoutes = {
  'create-upload': {
    method: 'POST',
    path: '/api/v1/media/upload',
    authentication: 'bearer',
    summary: 'Announce a file, and get the form to send it with',
    body: UploadBody,
    answers: { 201: { description: 'The form', schema: Upload } },
    errors: ['NOT_FOUND', 'TOO_LARGE', 'QUOTA_EXCEEDED', 'RATE_LIMITED', 'UNAVAILABLE'],
  },
  'get-media': {
    method: 'GET',
    path: '/api/v1/media/{mediaId}',
    authentication: 'bearer',
    summary: 'A file of yours, or in a conversation of yours',
    parameters: z.strictObject({ mediaId: MediaId }),
    answers: { 200: { description: 'The file as it is now', schema: Media } },
    errors: ['NOT_FOUND'],
  },
  'download-media': {
    method: 'GET',
    path: '/api/v1/media/{mediaId}/download',
    authentication: 'bearer',
    summary: 'Where a file that is ready can be fetched for five minutes',
    parameters: z.strictObject({ mediaId: MediaId }),
    query: DownloadQuery,
    headers: DownloadHeaders,
    answers: {
      302: { description: 'There' },
      200: { description: 'There, as JSON', schema: Download },
    },
    errors: ['NOT_FOUND'],
  },
} as const satisfies HttpRoutes;
