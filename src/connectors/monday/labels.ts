import { z } from 'zod';

const label = z.union([z.string(), z.object({ label: z.string() }), z.object({ name: z.string() })]);
const settingsShape = z.object({ labels: z.union([z.array(label), z.record(z.string(), label)]).optional() });

/** The labels in a column's settings: a list of objects in the current form, a record of texts by index in the older one. */
export function labelsOf(settings: unknown): string[] {
  const { labels = [] } = settingsShape.safeParse(settings).data ?? {};
  return Object.values(labels)
    .map((one) => (typeof one === 'string' ? one : 'label' in one ? one.label : one.name))
    .filter((text) => text !== '');
}
