import { clip } from './clip'
import { deit } from './deit'
import type { Encoder } from './encoder'
import { resnet } from './resnet'
import { siglip } from './siglip'
import { vit } from './vit'

export const encoders: readonly Encoder[] = [clip, siglip, vit, deit, resnet]
