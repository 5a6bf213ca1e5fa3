import { Refusal } from '#lib/domain/refusal'
import {
  asWeight,
  type ListedTensor,
  type StoredTensor,
  type TensorDirectory,
} from '#workers/safetensors/tensor-directory'

const partsOfModel = ['language_model.', 'vision_tower.', 'multi_modal_projector.', 'image_newline']

/**
 * The one spelling of a tensor's name, whatever version of transformers saved it: `language_model.layers.0…`,
 * `vision_tower.encoder…`, `multi_modal_projector…`, `lm_head.weight`. Idempotent.
 */
export function canonicalName(stored: string): string {
  let name = stored
  if (name.startsWith('model.') && partsOfModel.some(part => name.startsWith(part, 'model.'.length)))
    name = name.slice('model.'.length)
  name = name.replace(/^language_model\.lm_head\./, 'lm_head.')
  name = name.replace(/^language_model\.(model\.)+/, 'language_model.')
  name = name.replace(/^vision_tower\.vision_model\./, 'vision_tower.')
  return name
    .replace(/\.LayerNorm\.gamma$/, '.LayerNorm.weight')
    .replace(/\.LayerNorm\.beta$/, '.LayerNorm.bias')
}

/** Buffers that old versions stored beside the weights. */
const buffers = /\.(rotary_emb\.inv_freq|position_ids|masked_bias|attn\.bias)$/

/** The tensors of a checkpoint under their canonical names; remembers which were used and which were missed. */
export class Weights {
  private readonly tensors = new Map<string, ListedTensor>()
  private readonly used = new Set<string>()
  private readonly absent = new Map<string, string>()

  /** @param canonical the one spelling of a stored name. */
  constructor({ tensors }: TensorDirectory, canonical: (stored: string) => string) {
    for (const tensor of tensors.values()) {
      const name = canonical(tensor.name)
      const other = this.tensors.get(name)
      if (other) throw new Refusal('bad-safetensors', `${other.name} and ${tensor.name} are the same tensor`)
      if (!buffers.test(name)) this.tensors.set(name, tensor)
    }
  }

  has(name: string): boolean {
    return this.tensors.has(name)
  }

  /**
   * A tensor that is missing is noted and stood in for, so that one reading names all of them: nothing may be loaded
   * unless `missing` is empty. @throws Refusal `shape-mismatch`, and `bad-safetensors` where it is not floating-point.
   */
  tensor(name: string, shape: readonly number[]): StoredTensor {
    const found = this.tensors.get(name)
    const wanted = `${name} [${shape.join(', ')}]`
    if (!found) {
      this.absent.set(name, wanted)
      return { name, dtype: 'F32', type: 'F32', shape, offset: 0, length: 0, file: '' }
    }
    if (found.shape.join() !== shape.join())
      throw new Refusal(
        'shape-mismatch',
        `tensor ${found.name} is [${found.shape.join(', ')}], not ${wanted}`,
      )
    this.used.add(name)
    return asWeight(found)
  }

  /** Tensors that were asked for and are not there, with their shapes. */
  missing(): string[] {
    return [...this.absent.values()].sort()
  }

  /** Tensors nobody asked for, but those a known part of the model leaves aside. */
  unused(leftAside: (name: string) => boolean): string[] {
    return [...this.tensors.keys()].filter(name => !this.used.has(name) && !leftAside(name)).sort()
  }
}
