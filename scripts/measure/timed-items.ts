import { mmstar } from '#lib/benchmarks/mmstar'
import { probes } from '#lib/probes/index'
import { type EvaluatedFile, evaluateSlice } from '#workers/evaluation/evaluate-slice'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { residentMemory } from './peak-memory'
import { madeArtifacts, madePicture } from './probes/setting'

/**
 * Memory over items, for `npm run measure -- probes`: FOLDER ITEMS. So many made items go through the standard suite; the
 * resident set in bytes is said after every tenth part of them, one number a line.
 */
const [folder = '', count = '1000'] = process.argv.slice(2)
const items = Number(count)
const checkpoint = await openCheckpoint(folder, { provider: 'cpu', threads: 1, layersPerSession: 1 })
const request = {
  file: madeItems(items),
  probes,
  suite: 'standard',
  firstItem: 0,
  endItem: items,
  batchItems: 8,
  storedBatches: [],
  means: ['weights', 'saliency'],
  artifacts: madeArtifacts,
} as const
let told = 0
for await (const { endItem } of evaluateSlice(checkpoint, request, () => undefined)) {
  if (endItem < ((told + 1) * items) / 10) continue
  told += 1
  console.log(residentMemory())
}
await checkpoint.close()

/** Every item has a picture of its own, made when it is needed. */
function madeItems(length: number): EvaluatedFile {
  const made = Array.from({ length }, (_, at) => {
    const row = { index: `${at}`, question: `Which of ${at}?`, A: 'red', B: 'a dog', C: 'two', D: 'no' }
    const item = mmstar.toItem({ ...row, answer: 'ABCD'[at % 4] ?? 'A', category: `${at % 6}` })
    return { ...item, images: [{ decode: async () => madePicture(56, 56, at) }] }
  })
  const records = made.map(({ images: _, ...item }, at) => {
    const hash = at.toString(16).padStart(64, '0')
    return { ...item, imageHash: hash, hash }
  })
  const sizes = made.map(() => ({ width: 56, height: 56 }))
  return { benchmark: mmstar, title: 'made', edition: '', items: made, records, sizes }
}
