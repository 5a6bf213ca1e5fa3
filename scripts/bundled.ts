import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { RelativeFolders } from './portal'

/** What the quick demo evaluates: the usual checkpoint, and one whose encoder and backbone are bundled, so that it takes every probe. */
export const quickDemo = ['examples/checkpoints/scenes-llava', 'examples/checkpoints/scenes-llava-frozen']

const relatives = 'examples/relatives'

/** The folders of all bundled checkpoints. */
export function bundledCheckpoints(): string[] {
  return globSync('examples/checkpoints/*/config.json').map(dirname).sort()
}

/** What a worker of this machine has for probes: the bundled relatives. */
export const bundledMeans = [
  ...['--saliency', `${relatives}/scenes-dino`],
  ...['scenes-llama', 'scenes-mistral', 'scenes-qwen2'].flatMap(name => [
    '--language-model',
    `${relatives}/${name}`,
  ]),
  ...[
    '--captioner',
    'examples/checkpoints/scenes-llava',
    '--synthesizer',
    `${relatives}/scenes-text-to-image`,
    '--likeness',
    `${relatives}/scenes-clip`,
  ],
]

const trained = z.object({ tower: z.string().nullable(), language: z.string().nullable() })

/** The relatives that a bundled checkpoint was put together from, as its record says. */
export function declaredRelatives(path: string): RelativeFolders {
  const { tower, language } = trained.parse(JSON.parse(readFileSync(join(path, 'training.json'), 'utf8')))
  return {
    ...(tower === null ? {} : { encoder: join(relatives, tower) }),
    ...(language === null ? {} : { backbone: join(relatives, language) }),
  }
}
