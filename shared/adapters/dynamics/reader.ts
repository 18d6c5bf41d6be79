import * as z from 'zod';
import { isGuid } from '../../kernel/ids.ts';
import { err, ok } from '../../kernel/result.ts';
import type { DynamicsSettings } from '../../sources/dynamics-365.ts';
import type { SourceReader } from '../../sources/source-reader.ts';
import { isSuccess } from '../graph/answer.ts';
import { ask, contactPages, type DynamicsReading, firstContact } from './contact-pages.ts';
import { dataverseFailure, dynamicsUnavailable } from './dataverse-failure.ts';

const photosSchema = z.object({
  value: z.array(z.object({ contactid: z.string(), entityimage: z.string().nullish() })),
});

/** [S3] Contacts of Dynamics 365 through Dataverse's Web API v9.2. */
export const makeDynamicsReader = (reading: DynamicsReading): Required<SourceReader<DynamicsSettings>> => ({
  readPeople: (ctx, settings, link) => contactPages(reading, ctx, settings, link),

  /** `entityimage` is Dataverse's own thumbnail, 144 × 144 pixels. Without tracking a filter is allowed: one request. */
  photosOf: async (ctx, settings, keys) => {
    const ids = keys.filter(isGuid);
    const photos = new Map<string, Uint8Array | null>(keys.map((key) => [key, null]));
    if (ids.length === 0) return ok(photos);
    const filter = ids.map((id) => `contactid eq ${id}`).join(' or ');
    const query = `?$select=contactid,entityimage&$filter=${encodeURIComponent(filter)}`;
    const answer = await ask(reading, ctx, settings, query, []);
    if (!answer.ok) return answer;
    if (!isSuccess(answer.value)) return err(dataverseFailure(answer.value, reading.clock));
    const parsed = photosSchema.safeParse(answer.value.body);
    if (!parsed.success) return err(dynamicsUnavailable);
    for (const { contactid, entityimage } of parsed.data.value) {
      if (entityimage && photos.has(contactid)) photos.set(contactid, Buffer.from(entityimage, 'base64'));
    }
    return ok(photos);
  },

  probe: (ctx, settings) => firstContact(reading, ctx, settings),
});
