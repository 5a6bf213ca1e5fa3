import { createHash } from 'node:crypto'
import { type CheckpointDigest, checkpointDigest } from '#lib/domain/checkpoint'
import type { Checkpoint, GenerateRequest } from '#workers/runtime/checkpoint'

const width = 3
const layout = {
  count: 4,
  blocks: [{ kind: 'base', rows: 2, columns: 2, tokens: Uint32Array.of(0, 1, 2, 3) }],
} as const

export function digestOf(name: string): CheckpointDigest {
  return checkpointDigest.parse(`sha256:${createHash('sha256').update(name).digest('hex')}`)
}

export interface FakeCheckpoint extends Checkpoint {
  /** Questions asked, in order. */
  readonly asked: GenerateRequest[]
  readonly encoded: () => number
  readonly closed: () => boolean
}

/**
 * Sees four visual tokens, one a quarter of the picture, and answers from what it was given: the answer changes with
 * every picture, order and question, and equal inputs get equal answers.
 */
export function fakeCheckpoint(
  name = 'fake',
  answer: (request: GenerateRequest) => string = letterFrom,
): FakeCheckpoint {
  const asked: GenerateRequest[] = []
  let encoded = 0
  let closed = false
  return {
    asked,
    encoded: () => encoded,
    closed: () => closed,
    digest: digestOf(name),
    shape: {
      family: 'fake',
      storedPrecision: 'fp32',
      parameters: 0,
      weightBytes: 0,
      vision: { modelType: 'fake', layers: 1, width, heads: 1, imageSize: 2, patchSize: 1 },
      text: {
        modelType: 'fake',
        layers: 1,
        width,
        heads: 1,
        keyValueHeads: 1,
        vocabulary: 256,
        maxPositions: 512,
      },
    },
    provider: 'cpu',
    precision: 'fp32',
    costs: { tile: 1000, layers: 1, token: 10, unwanted: 10, pair: 1, head: 100, starts: [0] },
    visualTokenLayout: () => layout,
    towerPasses: () => 1,
    async promptOutline({ question }, pictures) {
      const text = Array.from(Buffer.from(question))
      return { text: question, ids: [...new Array<number>(pictures).fill(-1), ...text], imageToken: -1 }
    },
    async encodeImage({ width: imageWidth, height, pixels }) {
      encoded += 1
      const rows = new Float32Array(layout.count * width)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < imageWidth; x++) {
          const quarter = (2 * y < height ? 0 : 2) + (2 * x < imageWidth ? 0 : 1)
          for (let channel = 0; channel < 3; channel++)
            rows[quarter * width + channel] =
              (rows[quarter * width + channel] ?? 0) + (pixels[(y * imageWidth + x) * 3 + channel] ?? 0)
        }
      return { layout, rows }
    },
    async generate(request) {
      asked.push(request)
      const text = answer(request)
      return {
        text,
        promptText: request.question,
        inputIds: [],
        generatedIds: [...Buffer.from(text)],
        truncated: false,
        ...(request.continuations ? { scores: request.continuations.map(scoreOf) } : {}),
      }
    },
    async generateAll(requests) {
      return Promise.all(requests.map(request => this.generate(request)))
    },
    scoreContinuations: () => Promise.reject(new Error('the fake scores nothing')),
    hiddenStates: () => Promise.reject(new Error('the fake has no hidden states')),
    async close() {
      closed = true
    },
  }
}

/** Longer texts are less likely, and A is likelier than B. */
function scoreOf(text: string) {
  const ids = [...Buffer.from(text)]
  return { ids, logProbabilities: ids.map(id => -id / 100) }
}

function letterFrom({ question, visualTokens }: GenerateRequest): string {
  const hash = createHash('sha256').update(question)
  for (const { rows } of visualTokens) hash.update(new Uint8Array(rows.buffer))
  return 'AB'[(hash.digest()[0] ?? 0) % 2] ?? ''
}
