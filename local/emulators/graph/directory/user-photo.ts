import { GraphError, notImplemented, resourceNotFound } from '../graph-error.ts';
import { imageSize, imageType } from '../image.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import type { DirectoryStore } from './directory-store.ts';

const sizes = ['48x48', '64x64', '96x96', '120x120', '240x240', '360x360', '432x432', '504x504', '648x648'];

const noPhoto = (): GraphError => new GraphError(404, 'ImageNotFound', "The photo wasn't found.");

/**
 * GET /users/{id}/photo, /photo/$value and /photos/{size}/$value. Photos are answered in their own size:
 * the emulator scales nothing, it only checks that the size asked for is one that Graph knows.
 */
export function makeUserPhoto(store: DirectoryStore) {
  function photoOf(request: GraphRequest, userId: string): Uint8Array {
    const user = store.user(request.caller.tenantId, userId);
    if (!user) throw resourceNotFound(userId);
    const photo = store.photo(request.caller.tenantId, user.id);
    if (!photo) throw noPhoto();
    return photo;
  }

  return {
    metadata(request: GraphRequest, userId: string): GraphResponse {
      const { width, height } = imageSize(photoOf(request, userId));
      const context = `${graphRoot}/$metadata#users('${userId}')/photo/$entity`;
      return {
        status: 200,
        json: {
          '@odata.context': context,
          '@odata.mediaContentType': imageType(photoOf(request, userId)),
          id: `${width}X${height}`,
          height,
          width,
        },
      };
    },
    value(request: GraphRequest, userId: string, size: string | null): GraphResponse {
      if (size !== null && !sizes.includes(size.toLowerCase()))
        throw notImplemented(`the photo size ${size}`);
      const photo = photoOf(request, userId);
      return {
        status: 200,
        headers: { 'Content-Type': imageType(photo) ?? 'application/octet-stream' },
        bytes: photo,
      };
    },
  };
}
