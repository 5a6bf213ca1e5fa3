import { join } from 'node:path'
import type { LanguageModelRunner } from '#workers/runtime/language-model-runner'
import type { ArtifactFolder } from './artifact-folder'
import { readFloats, writeFloats } from './float-file'
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
  const { key, folder } = await artifacts.make('text-features', from, async draft => {
    const rows: (readonly Float32Array[])[] = []
    for (const text of texts) {
      rows.push((await model.hiddenStates(text)).layers)
      await done(rows.length)
    }
    await writeFloats(join(draft, 'layers.f32'), byLayer(rows, layers + 1).flat())
  })
  const values = await readFloats(join(folder, 'layers.f32'), (layers + 1) * texts.length * width)
  const size = texts.length * width
  return {
    key,
    width,
    items: texts.length,
    layers: Array.from({ length: layers + 1 }, (_, layer) =>
      values.subarray(layer * size, (layer + 1) * size),
    ),
  }
}

/** From the layers of each item to the items of each layer. */
export function byLayer(rows: readonly (readonly Float32Array[])[], layers: number): Float32Array[][] {
  return Array.from({ length: layers }, (_, layer) =>
    rows.map(states => states[layer] ?? new Float32Array(0)),
  )
}
