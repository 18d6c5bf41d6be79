import type { Clock } from '../../../../shared/kernel/clock.ts';
import { GraphError } from '../graph-error.ts';
import { imageSize, imageType } from '../image.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import type { Counting } from '../traffic/counters.ts';
import type { MailboxStore, StoredContact } from './mailbox-store.ts';

const largestPhotoBytes = 4 * 1024 * 1024;

/** GET …/photo and GET, PUT, DELETE …/photo/$value of a contact. */
export function makeContactPhoto(store: MailboxStore, clock: Clock, counting: Counting) {
  function existing(contact: StoredContact): Uint8Array {
    const photo = store.photo(contact.num);
    if (!photo) throw new GraphError(404, 'ImageNotFound', "The photo wasn't found.");
    return photo;
  }

  return {
    metadata(contact: StoredContact): GraphResponse {
      const { width, height } = imageSize(existing(contact));
      const context = `${graphRoot}/$metadata#contacts/photo/$entity`;
      return {
        status: 200,
        json: {
          '@odata.context': context,
          '@odata.mediaContentType': contact.photoType,
          id: `${width}X${height}`,
          width,
          height,
        },
      };
    },

    value(contact: StoredContact): GraphResponse {
      const photo = existing(contact);
      return { status: 200, headers: { 'Content-Type': contact.photoType ?? 'image/jpeg' }, bytes: photo };
    },

    put(request: GraphRequest, contact: StoredContact): GraphResponse {
      const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
      if (!type?.startsWith('image/')) {
        throw new GraphError(
          415,
          'ErrorInvalidRequest',
          `A photo needs an image content type; '${type ?? ''}' was given.`,
        );
      }
      if (request.body.length > largestPhotoBytes) {
        throw new GraphError(413, 'ErrorMaxImageSizeExceeded', 'The photo is larger than 4 MB.');
      }
      if (imageType(request.body) === null) {
        throw new GraphError(
          400,
          'ErrorImageTypeNotSupported',
          'The content is not an image of a supported type.',
        );
      }
      store.setPhoto(contact.num, request.body, type, clock.now());
      counting.add('photoWrites');
      return { status: 200 };
    },

    remove(contact: StoredContact): GraphResponse {
      existing(contact);
      store.setPhoto(contact.num, null, null, clock.now());
      counting.add('photoWrites');
      return { status: 204 };
    },
  };
}
