import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  compareEncoder,
  type EncoderDifferences,
  readEncoderGoldens,
} from '#scripts/goldens/compare-encoders'
import { encoderFixture, encoderNames, writeEncoder } from '#scripts/goldens/encoder-fixtures'
import { openEncoder } from '#workers/runtime/open-encoder'
import type { Figure } from './measurement'
import { parityFigures } from './parity-figures'

/** Encoders, every configuration of one checkpoint together. */
export async function encoderParity(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const name of encoderNames) {
    const directory = encoderFixture(name)
    const compared: EncoderDifferences[] = []
    for (const golden of readEncoderGoldens(`${directory}.goldens.json`, directory)) {
      const folder = mkdtempSync(join(tmpdir(), 'parallax-parity-'))
      writeEncoder(name, folder, golden.config)
      const encoder = await openEncoder(folder, { provider: 'cpu', threads: 1 })
      compared.push(await compareEncoder(encoder, golden))
      await encoder.close()
      rmSync(folder, { recursive: true })
    }
    const { largest } = parityFigures(`encoder ${name}`, compared)
    figures.push(
      largest(
        'an embedding, state, logit, attention or probability',
        one => Math.max(...Object.values(one)),
        1e-3,
      ),
    )
  }
  return figures
}
