import { clipTower } from './clip'
import { siglipTower } from './siglip'
import type { VisionTowerReader } from './vision-tower'

export const visionTowers: readonly VisionTowerReader[] = [clipTower, siglipTower]
