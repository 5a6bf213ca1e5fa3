import type { Item } from '#lib/domain/item'
import type { ResponseRecord } from '#lib/domain/work'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { decodeImage } from '#workers/image/decode'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { planItem } from './plan'
import { recordResponse } from './record'
import { runImage } from './run-trial'

/** Every condition of one item: its distinct trials answered once each. Responses stand in the order of `conditions`. */
export async function evaluateItem(
  checkpoint: Checkpoint,
  file: BenchmarkFile,
  item: Item,
  conditions: readonly ProbeCondition[],
): Promise<ResponseRecord[]> {
  const [picture] = item.images
  if (!picture) throw new Error(`item ${item.id} has no picture`)
  const image = await decodeImage(picture)
  const subject = { item: item.id, image, visualTokens: checkpoint.visualTokenLayout(image) }
  const question = { prompt: file.benchmark.prompt(item), image, maxNewTokens: file.benchmark.maxNewTokens }
  const answers = new Map<ProbeCondition, ResponseRecord>()
  for (const planned of planItem(subject, conditions))
    await runImage(checkpoint, question, planned, (same, generation) => {
      for (const one of same) answers.set(one, recordResponse(item, one, file.benchmark.scorer, generation))
    })
  return conditions.flatMap(condition => answers.get(condition) ?? [])
}
