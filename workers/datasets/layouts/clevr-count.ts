import { join } from 'node:path'
import { z } from 'zod'
import { readJson } from '../json-file'
import { canonicalLabel } from './class-folders'
import { labelledRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

const scenes = z.object({
  scenes: z.array(z.object({ image_filename: z.string(), objects: z.array(z.unknown()) })),
})
/** Three to ten objects. */
const classNames = ['3', '4', '5', '6', '7', '8', '9', '10']

export const clevrCount: Layout = {
  names: ['CLEVR_v1.0', 'clevr', 'wds_vtab-clevr_count_all'],
  usually: '/',
  source: 'clip-benchmark/wds_vtab-clevr_count_all, or CLEVR_v1.0.zip of its authors, unpacked',
  splits: ['validation', 'test'],
  folders: [
    {
      form: 'scenes/CLEVR_val_scenes.json with images/val',
      holds: ['scenes/CLEVR_val_scenes.json', 'images/val'],
      open: folder => ({ rows: labelledRows(pictures(folder), classNames), classNames }),
    },
  ],
  classes: true,
  canonical: canonicalLabel,
}

function pictures(folder: string) {
  const found = readJson(join(folder, 'scenes', 'CLEVR_val_scenes.json'), scenes)
  return found.scenes.map(({ image_filename: index, objects }) => ({
    index,
    label: classNames.indexOf(String(objects.length)),
    picture: pictureIn(join(folder, 'images', 'val'), index, 'image_filename'),
  }))
}
