/** The sound of a video, into another file. */
import {
  ALL_FORMATS,
  AudioSampleSink,
  AudioSampleSource,
  type AudioSource,
  BlobSource,
  canEncodeAudio,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  type OutputFormat,
} from 'mediabunny';
import { throwIfAborted } from '../../contract/errors.ts';
import type { FilmCut } from '../../contract/video.ts';

/** A track that is to be added to an output before it starts, and filled after. */
export interface Sound {
  readonly source: AudioSource | null;
  /** What is worth saying, or null. */
  readonly note: string | null;
  fill(signal: AbortSignal): Promise<void>;
}

const SILENT: Sound = { source: null, note: null, fill: async () => undefined };
const BITRATE = 128_000;

/**
 * The sound between the first and the last frame: copied where the format holds its codec, else as Opus, else left out.
 * @param start time in the file of the first frame that is written, `end` of the end of the last, seconds
 */
export async function soundOf(clip: FilmCut['clip'], format: OutputFormat, start: number, end: number): Promise<Sound> {
  if (!clip.sound) return SILENT;
  const input = new Input({ source: new BlobSource(clip.sound.file), formats: ALL_FORMATS });
  const track = await trackOf(input);
  if (!track) return SILENT;
  const { codec } = track;
  const supported = format.getSupportedAudioCodecs();
  const [from, to] = [start + clip.sound.startsAt, end + clip.sound.startsAt];
  const config = await track.getDecoderConfig();
  if (codec && config && supported.includes(codec)) {
    const source = new EncodedAudioPacketSource(codec);
    return {
      source,
      note: null,
      async fill(signal) {
        const sink = new EncodedPacketSink(track);
        let packet = (await sink.getPacket(from)) ?? (await sink.getFirstPacket());
        for (; packet && packet.timestamp < to; packet = await sink.getNextPacket(packet)) {
          throwIfAborted(signal);
          if (packet.timestamp < from) continue;
          await source.add(packet.clone({ timestamp: packet.timestamp - from }), { decoderConfig: config });
        }
      },
    };
  }
  if (supported.includes('opus') && (await canEncodeAudio('opus')) && (await track.canDecode())) {
    const source = new AudioSampleSource({ codec: 'opus', bitrate: BITRATE });
    return {
      source,
      note: `The sound (${codec ?? 'unknown'}) was encoded anew as Opus.`,
      async fill(signal) {
        for await (const sample of new AudioSampleSink(track).samples(from, to)) {
          throwIfAborted(signal);
          sample.setTimestamp(Math.max(0, sample.timestamp - from));
          await source.add(sample);
          sample.close();
        }
      },
    };
  }
  return {
    ...SILENT,
    note: `The sound (${codec ?? 'unknown'}) is left out: neither the file nor this browser’s encoders hold it.`,
  };
}

async function trackOf(input: Input): Promise<InputAudioTrack | null> {
  return (await input.canRead()) ? input.getPrimaryAudioTrack() : null;
}
