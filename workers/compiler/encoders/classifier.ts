import { z } from 'zod'
import { count } from '../config-values'

/** The keys of config.json that describe a classification head. */
export const classifierConfig = z.looseObject({
  architectures: z.array(z.string()).nullish(),
  id2label: z.record(z.string().regex(/^\d+$/), z.string()).nullish(),
  num_labels: count.nullish(),
})
type ClassifierConfig = z.infer<typeof classifierConfig>

/** Names of the classes by their index; two without a name where config.json is silent, as in transformers. */
export function labelsOf({ id2label, num_labels }: ClassifierConfig): string[] {
  const total = id2label ? Object.keys(id2label).length : (num_labels ?? 2)
  return Array.from({ length: total }, (_, index) => id2label?.[index] ?? `LABEL_${index}`)
}

/** Whether there is a classification head: one is stored, or the class that config.json names has one. */
export function classifies({ architectures }: ClassifierConfig, stored: boolean): boolean {
  return stored || (architectures ?? []).some(name => name.includes('ForImageClassification'))
}
