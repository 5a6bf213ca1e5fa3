import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LanguageModelRunner } from '#workers/runtime/language-model-runner'
import type { ArtifactFolder } from './artifact-folder'
import { fillRows, readFloats, writeFloats } from './float-file'
import { hashOfLines } from './hash-of-lines'

/** One matrix a layer: [items, width], row-major. */
export interface LayerFeatures {
  readonly width: number
  readonly items: number
  readonly layers: readonly Float32Array[]
}

/** A language model's view of the descriptions that pictures are held against. */
export interface TextFeatures extends LayerFeatures {
  /** SHA-256 of what they were made of. */
  readonly key: string
}

/**
 * Hidden states of every layer, the embeddings included, averaged over all tokens of each text (measurement 1.7 b): made
 * once a language model and list of texts. @param model opened with pooled taps. @param edition of the file they are from.
 */
export async function textFeatures(
  artifacts: ArtifactFolder,
  model: LanguageModelRunner,
  edition: string,
  texts: readonly string[],
  done: (texts: number) => Promise<void> = async () => {},
): Promise<TextFeatures> {
  const { digest, provider, precision, shape } = model
  const { layers, width } = shape.text
  const from = { model: digest, provider, precision, edition, texts: hashOfLines(texts) }
  const row = (layers + 1) * width
  const write = async (draft: string) => {
    const read = join(draft, 'rows.f32')
    await fillRows(read, { rows: texts.length, width: row }, async at => {
      await done(at)
      return (await model.hiddenStates(texts[at])).layers
    })
    const rows = await readFloats(read, texts.length * row)
    const states = texts.map((_, at) =>
      upTo(layers + 1).map(layer => rows.subarray(at * row + layer * width, at * row + (layer + 1) * width)),
    )
    await writeFloats(join(draft, 'layers.f32'), byLayer(states, layers + 1).flat())
    await rm(read)
  }
  // Who waits for another process has read nothing, and is let go like one that reads.
  const waiting = { pause: () => done(0) }
  const { key, folder } = await artifacts.make('text-features', from, write, waiting)
  await done(texts.length)
  const values = await readFloats(join(folder, 'layers.f32'), texts.length * row)
  const size = texts.length * width
  return {
    key,
    width,
    items: texts.length,
    layers: upTo(layers + 1).map(layer => values.subarray(layer * size, (layer + 1) * size)),
  }
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}

/** From the layers of each item to the items of each layer. */
export function byLayer(rows: readonly (readonly Float32Array[])[], layers: number): Float32Array[][] {
  return Array.from({ length: layers }, (_, layer) =>
    rows.map(states => states[layer] ?? new Float32Array(0)),
  )
}
