import { Refusal } from '#lib/domain/refusal'
import type { GraphBuilder, Value } from '#workers/onnx/graph-builder'
import type { StoredTensor, TensorDirectory } from '#workers/safetensors/tensor-directory'

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
  return name.replace(/^vision_tower\.vision_model\./, 'vision_tower.')
}

/** Buffers that old versions stored beside the weights. */
const buffers = /\.(rotary_emb\.inv_freq|position_ids)$/

/** The tensors of a checkpoint under their canonical names; remembers which were used and which were missed. */
export class Weights {
  private readonly tensors = new Map<string, StoredTensor>()
  private readonly used = new Set<string>()
  private readonly absent = new Map<string, string>()

  constructor({ tensors }: TensorDirectory) {
    for (const tensor of tensors.values()) {
      const name = canonicalName(tensor.name)
      const other = this.tensors.get(name)
      if (other) throw new Refusal('bad-safetensors', `${other.name} and ${tensor.name} are the same tensor`)
      if (!buffers.test(name)) this.tensors.set(name, tensor)
    }
  }

  /**
   * A tensor that is missing is noted and stood in for, so that one reading names all of them: nothing may be loaded
   * unless `missing` is empty. @throws Refusal `shape-mismatch`.
   */
  tensor(name: string, shape: readonly number[]): StoredTensor {
    const found = this.tensors.get(name)
    const wanted = `${name} [${shape.join(', ')}]`
    if (!found) {
      this.absent.set(name, wanted)
      return { name, type: 'F32', shape, offset: 0, length: 0, file: '' }
    }
    if (found.shape.join() !== shape.join())
      throw new Refusal(
        'shape-mismatch',
        `tensor ${found.name} is [${found.shape.join(', ')}], not ${wanted}`,
      )
    this.used.add(name)
    return found
  }

  /** Brings a tensor into a graph. @param as the shape it has there, where that differs from how it is stored. */
  value(graph: GraphBuilder, name: string, shape: readonly number[], as = shape): Value {
    return graph.weight(this.tensor(name, shape), as)
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
