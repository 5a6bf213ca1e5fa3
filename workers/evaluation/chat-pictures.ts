import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageEdit } from '#lib/domain/trial'
import type { ArtifactSource } from './artifact-source'
import type { SeenItem } from './chat-plan'
import { editImage } from './edit-image'

/**
 * The pictures of an item as they are shown, in the order of the prompt, without those that are removed. Null where one
 * could not be synthesized: the item is not asked.
 * @throws Refusal `bad-image`, `bad-benchmark-file`.
 */
export async function showPictures(
  seen: SeenItem,
  edits: readonly (ImageEdit | null)[],
  artifacts: ArtifactSource | null,
): Promise<readonly RgbImage[] | null> {
  const shown: RgbImage[] = []
  for (const [at, picture] of seen.pictures.entries()) {
    const edit = edits[at] ?? null
    const one = edit === null ? picture : await showEdited(seen, picture, edit, artifacts)
    if (one === 'none-drawn') return null
    if (one !== null) shown.push(one)
  }
  return shown
}

async function showEdited(
  { placed: { file, item } }: SeenItem,
  picture: RgbImage,
  edit: ImageEdit,
  artifacts: ArtifactSource | null,
): Promise<RgbImage | 'none-drawn' | null> {
  if (edit.kind === 'other-item') {
    const other = await file.items[edit.item]?.images[0]?.decode()
    if (!other)
      throw new Error(`item ${edit.item} of the file has no picture to stand for that of ${item.id}`)
    return other
  }
  if (edit.kind !== 'synthesized') return editImage(picture, edit)
  if (!artifacts) throw new Error(`item ${item.id} is to be shown synthesized, and there is no set`)
  return (await artifacts.synthesized(item.id, edit.picture)) ?? 'none-drawn'
}
