/**
 * Decodes the colours of videos whose transparency lies in packets of its own. The library would merge both in a worker made of a
 * blob, which the content security policy forbids.
 */
import { CustomVideoDecoder, type EncodedPacket, registerDecoder, VideoSample } from 'mediabunny';

class ColourDecoder extends CustomVideoDecoder {
  private decoder: VideoDecoder | null = null;

  static override supports(codec: string): boolean {
    return codec === 'vp8' || codec === 'vp9';
  }

  init(): void {
    this.decoder = new VideoDecoder({
      output: (frame) => void this.onSample(new VideoSample(frame)),
      error: (error) => this.onError(error),
    });
    this.decoder.configure(this.config);
  }

  decode(packet: EncodedPacket): void {
    this.decoder?.decode(packet.toEncodedVideoChunk());
  }

  async flush(): Promise<void> {
    await this.decoder?.flush();
  }

  close(): void {
    if (this.decoder && this.decoder.state !== 'closed') this.decoder.close();
  }
}

let isRegistered = false;

/** From now on VP8 and VP9 are decoded without their transparency. */
export function ignoreTransparency(): void {
  if (!isRegistered) registerDecoder(ColourDecoder);
  isRegistered = true;
}
