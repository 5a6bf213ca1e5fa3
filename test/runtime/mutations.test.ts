import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { compareCase } from '#scripts/goldens/compare'
import { readGoldens } from '#scripts/goldens/golden-file'
import { copyFixture, editHeader, editJson, type Header } from '#test/safetensors/write-safetensors'
import type * as grids from '#workers/compiler/visual-grid'
import type * as packings from '#workers/compiler/visual-packing'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'

// The goldens are worth something only if what is wrong breaks them: one thing at a time is made wrong here, in a copy of
// the checkpoint's files or in the code that packs visual tokens.

type Packing = packings.VisualPacking
type Options = packings.AnyresOptions
type Unpadded = ReturnType<typeof grids.unpadded>
const wrong = vi.hoisted(
  (): {
    options: (options: Options) => Options
    packing: (packing: Packing, columns: number, rows: number, grid: number) => Packing
    unpadded: (seen: Unpadded, ...of: Parameters<typeof grids.unpadded>) => Unpadded
    nearest: boolean
  } => ({ options: same => same, packing: same => same, unpadded: same => same, nearest: false }),
)
const right = { ...wrong }
afterEach(() => {
  Object.assign(wrong, right)
})

vi.mock('#workers/compiler/visual-packing', async original => {
  const real = await original<typeof packings>()
  return {
    ...real,
    anyresPacking(size: Parameters<typeof real.anyresPacking>[0], options: Options) {
      const { rows, columns } = real.tilesOf(size, options)
      return wrong.packing(real.anyresPacking(size, wrong.options(options)), columns, rows, options.grid)
    },
  }
})
vi.mock('#workers/compiler/visual-grid', async original => {
  const real = await original<typeof grids>()
  return {
    ...real,
    unpadded: (...args: Parameters<typeof real.unpadded>) => wrong.unpadded(real.unpadded(...args), ...args),
    linearTaps(from: number, to: number): ReturnType<typeof real.linearTaps> {
      const taps = real.linearTaps(from, to)
      return wrong.nearest ? (out, tap) => [taps(out, tap)[0], 1 - tap] : taps
    },
  }
})

type Edit = (folder: string) => void
const object = z.record(z.string(), z.unknown())

function put(file: string, path: string, value: unknown): Edit {
  const at = (json: Header, [key = '', ...rest]: string[]): Header => {
    if (rest.length === 0 && JSON.stringify(json[key]) === JSON.stringify(value))
      throw new Error(`${file}: ${path} is ${value} already`)
    return { ...json, [key]: rest.length === 0 ? value : at(object.parse(json[key]), rest) }
  }
  return folder => editJson(folder, file, json => at(json, path.split('.')))
}
const config = (path: string, value: unknown) => put('config.json', path, value)
const nested = (path: string, value: unknown) =>
  put('processor_config.json', `image_processor.${path}`, value)
const flat = (path: string, value: unknown) => put('preprocessor_config.json', path, value)
const all =
  (...edits: Edit[]): Edit =>
  folder => {
    for (const edit of edits) edit(folder)
  }

/** Tensors change names. @param pairs ends of names. */
function swap(...pairs: [string, string][]): Edit {
  return folder =>
    editHeader(join(folder, 'model.safetensors'), header => {
      const swapped = { ...header }
      for (const [a, b] of pairs.flatMap(([first, second]): [string, string][] => [
        [first, second],
        [second, first],
      ])) {
        const [from, to] = [a, b].map(end => Object.keys(header).find(name => name.endsWith(end)))
        if (from === undefined || to === undefined) throw new Error(`no ${a} or no ${b}`)
        swapped[to] = header[from]
      }
      return swapped
    })
}

/** A tensor becomes nothing but zeros. */
function zero(name: string): Edit {
  return folder => {
    const { tensors } = compileCheckpoint(folder).tensors
    const tensor = [...tensors.values()].find(one => one.name.endsWith(name))
    if (!tensor) throw new Error(`no ${name}`)
    const handle = openSync(join(folder, tensor.file), 'r+')
    writeSync(handle, Buffer.alloc(tensor.length), 0, tensor.length, tensor.offset)
    closeSync(handle)
  }
}

const largest = 1e-2

/** Whether some golden of the fixture shows that something is wrong. Pixels alone do not count: they must move the answer. */
async function breaks(fixture: string, edit: Edit): Promise<boolean> {
  const folder = copyFixture(fixture)
  const goldens = readGoldens(
    join(import.meta.dirname, `../fixtures/checkpoints/${fixture}.goldens.json`),
    null,
  )
  edit(folder)
  const recipe = compileCheckpoint(folder).compiled.image
  const checkpoint = await openCheckpoint(folder, { provider: 'cpu', threads: 1 })
  try {
    for (const golden of goldens) {
      const { idsEqual, logitDifference, tokensEqual } = await compareCase(checkpoint, recipe, golden)
      if (!idsEqual || !tokensEqual || logitDifference > largest) return true
    }
    return false
  } finally {
    await checkpoint.close()
  }
}

const nothing: Edit = () => {}
const towerAttention = (part: string) => `encoder.layers.0.self_attn.${part}_proj`
const swapInTower = swap(
  [`${towerAttention('q')}.weight`, `${towerAttention('k')}.weight`],
  [`${towerAttention('q')}.bias`, `${towerAttention('k')}.bias`],
)
const pairs =
  (file: 'config.json' | 'processor_config.json' | 'preprocessor_config.json', path: string) =>
  (folder: string) => {
    const read = path
      .split('.')
      .reduce<unknown>(
        (json, key) => object.parse(json)[key],
        JSON.parse(readFileSync(join(folder, file), 'utf8')),
      )
    const pinpoints = z.array(z.tuple([z.int(), z.int()])).parse(read)
    put(
      file,
      path,
      pinpoints.map(([height, width]) => [width, height]),
    )(folder)
  }

const mutations: Record<string, Record<string, Edit>> = {
  'random-bf16': {
    'stop ids that are none': put('generation_config.json', 'eos_token_id', 0),
    'bilinear for bicubic': nested('resample', 2),
    'a larger picture before the crop': nested('size', { shortest_edge: 72 }),
    'no crop': all(nested('do_center_crop', false), nested('size', { height: 64, width: 64 })),
    'red and blue normalised alike': nested('image_mean', [0.40821073, 0.4578275, 0.48145466]),
    'the layer above': config('vision_feature_layer', -1),
    'the class token kept': config('vision_feature_select_strategy', 'full'),
    'the other GELU in the tower': config('vision_config.hidden_act', 'gelu_pytorch_tanh'),
    'GELU for SiLU': config('text_config.hidden_act', 'gelu'),
    "the tower's epsilon": config('vision_config.layer_norm_eps', 1e-3),
    "the language model's epsilon": config('text_config.rms_norm_eps', 1e-3),
    'another theta': config('text_config.rope_parameters.rope_theta', 50000),
    'queries for keys in the tower': swapInTower,
    'queries for keys in the language model': swap([
      'layers.1.self_attn.q_proj.weight',
      'language_model.model.layers.1.self_attn.k_proj.weight',
    ]),
    'gate for up': swap(['layers.1.mlp.gate_proj.weight', 'layers.1.mlp.up_proj.weight']),
    'norms of a layer exchanged': swap([
      'layers.1.input_layernorm.weight',
      'layers.1.post_attention_layernorm.weight',
    ]),
  },
  'random-gqa-tied-shards': {
    'the class token dropped': config('vision_feature_select_strategy', 'default'),
    'GELU for quick GELU': config('vision_config.hidden_act', 'gelu'),
    'the layer below': config('vision_feature_layer', -2),
  },
  'random-fp16-layers': {
    'the other GELU in the projector': config('projector_hidden_act', 'gelu_pytorch_tanh'),
    'feature layers in the other order': config('vision_feature_layer', [-1, -3]),
    'a crop': all(nested('do_center_crop', true), nested('size', { shortest_edge: 48 })),
  },
  'random-mistral-window': {
    'a window of one token more': config('text_config.sliding_window', 41),
    'no window': config('text_config.sliding_window', null),
    'another theta': config('text_config.rope_theta', 10000),
    'the layer above': config('vision_feature_layer', -1),
  },
  'random-interleave': {
    'RoPE as it is without scaling': config('text_config.rope_scaling', null),
    'another theta': config('text_config.rope_theta', 20000),
    'the layer below': config('vision_feature_layer', -2),
    'bilinear for bicubic': flat('resample', 2),
    'no bias on a query': zero('language_model.model.layers.0.self_attn.q_proj.bias'),
  },
  'random-next-llama': {
    'bilinear for bicubic': nested('resample', 2),
    'tiles resized and cropped': nested('size', { shortest_edge: 35 }),
    'the layer above': config('vision_feature_layer', -1),
    'RoPE as it is without scaling': config('text_config.rope_parameters.rope_type', 'default'),
    'linear RoPE': config('text_config.rope_parameters.rope_type', 'linear'),
    'another theta': config('text_config.rope_parameters.rope_theta', 10000),
    "the language model's epsilon": config('text_config.rms_norm_eps', 1e-3),
    'GELU for SiLU': config('text_config.hidden_act', 'gelu'),
    'a pinpoint too few': all(
      config('image_grid_pinpoints', [
        [28, 56],
        [56, 28],
        [84, 28],
        [28, 84],
      ]),
      nested('image_grid_pinpoints', [
        [28, 56],
        [56, 28],
        [84, 28],
        [28, 84],
      ]),
    ),
  },
  'random-next-mistral': {
    'pinpoints read as width and height': all(
      pairs('config.json', 'image_grid_pinpoints'),
      pairs('preprocessor_config.json', 'image_grid_pinpoints'),
    ),
    'a newline of zeros': zero('image_newline'),
    'queries for keys in the tower': swapInTower,
    "Mistral's first window": config('text_config.sliding_window', 32),
  },
  'random-onevision': {
    'bilinear for bicubic': flat('resample', 2),
    "CLIP's mean and deviation": all(
      flat('image_mean', [0.48145466, 0.4578275, 0.40821073]),
      flat('image_std', [0.26862954, 0.26130258, 0.27577711]),
    ),
    'shrunk to fewer tiles': config('vision_aspect_ratio', 'anyres_max_8'),
    'never shrunk': config('vision_aspect_ratio', 'anyres_max_40'),
    'the layer below': config('vision_feature_layer', -2),
    'a newline of zeros': zero('image_newline'),
    'another theta': config('text_config.rope_theta', 10000),
    "the tower's epsilon": config('vision_config.layer_norm_eps', 1e-4),
    "the language model's epsilon": config('text_config.rms_norm_eps', 1e-3),
    'the other GELU in the tower': config('vision_config.hidden_act', 'gelu_pytorch_tanh'),
    'queries for keys in the tower': swapInTower,
    'linear RoPE': config('text_config.rope_scaling', { type: 'linear', factor: 2 }),
  },
  'random-onevision-yarn': {
    'pinpoints read as width and height': all(
      pairs('config.json', 'image_grid_pinpoints'),
      pairs('processor_config.json', 'image_processor.image_grid_pinpoints'),
    ),
    'RoPE as it is without scaling': config('text_config.rope_parameters.rope_type', 'default'),
    'linear RoPE': config('text_config.rope_parameters.rope_type', 'linear'),
    'yarn of another original length': config(
      'text_config.rope_parameters.original_max_position_embeddings',
      256,
    ),
    'the layer above': config('vision_feature_layer', -1),
  },
}

describe.each(Object.entries(mutations))('%s', (fixture, edits) => {
  test('holds as it is', async () => {
    expect(await breaks(fixture, nothing)).toBe(false)
  })

  test.each(Object.entries(edits))('%s breaks it', async (_, edit) => {
    expect(await breaks(fixture, edit)).toBe(true)
  })
})

/** Sources of visual tokens moved to other rows of other tiles. */
function moved(packing: Packing, to: (tile: number, row: number) => number): Packing {
  const last = packing.tiles * packing.rowsPerTile
  const sources = packing.sources.map(source =>
    source < packing.rowsPerTile || source >= last
      ? source
      : to(Math.floor(source / packing.rowsPerTile) - 1, source % packing.rowsPerTile),
  )
  return { ...packing, sources }
}

/** The tokens from `first` on before those in front of them. */
function rotated(packing: Packing, first: number): Packing {
  const from = first * packing.taps
  const turn = <T extends Int32Array | Float32Array>(values: T, empty: T): T => {
    empty.set(values.subarray(from))
    empty.set(values.subarray(0, from), values.length - from)
    return empty
  }
  const { sources, weights } = packing
  return {
    ...packing,
    sources: turn(sources, new Int32Array(sources.length)),
    weights: weights && turn(weights, new Float32Array(weights.length)),
  }
}

describe.each(['random-next-llama', 'random-next-mistral', 'random-onevision', 'random-onevision-yarn'])(
  'packing of %s',
  fixture => {
    test.each<[string, Partial<typeof wrong>]>([
      ['no newlines', { options: options => ({ ...options, newline: false }) }],
      [
        'tiles column by column',
        {
          packing: (packing, columns, rows) =>
            moved(packing, (tile, row) => {
              const other = (tile % columns) * rows + Math.floor(tile / columns)
              return (1 + other) * packing.rowsPerTile + row
            }),
        },
      ],
      [
        'patches column by column',
        {
          packing: (packing, _columns, _rows, grid) =>
            moved(
              packing,
              (tile, row) => (1 + tile) * packing.rowsPerTile + (row % grid) * grid + Math.floor(row / grid),
            ),
        },
      ],
      ['the base behind its tiles', { packing: packing => rotated(packing, packing.rowsPerTile) }],
    ])('%s: breaks it', async (_, change) => {
      Object.assign(wrong, change)
      expect(await breaks(fixture, nothing)).toBe(true)
    })
  },
)

test('a row of padding that transformers keeps cannot be dropped', async () => {
  wrong.unpadded = (seen, grid, { width, height }) => ({
    ...seen,
    rows: Math.min(seen.rows, Math.trunc((height * grid.columns) / width)),
  })
  expect(await breaks('random-next-llama', nothing)).toBe(true)
})

test('the nearest row does not stand for the four around it', async () => {
  wrong.nearest = true
  expect(await breaks('random-onevision', nothing)).toBe(true)
  expect(await breaks('random-onevision-yarn', nothing)).toBe(true)
})
