"""Files that are what they say, as small as they can be: nobody listens to them."""

MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(400)
MP3_BARE = b"\xff\xfb\x90\x00" + bytes(400)
OPUS = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + bytes(300)
VORBIS = b"OggS\x00\x02" + bytes(20) + b"\x01\x1e\x01vorbis" + bytes(300)
M4A = (
    b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00isommp42"
    + b"\x00\x00\x00\x40moov"
    + b"hdlr"
    + bytes(8)
    + b"soun"
    + bytes(60)
)
MP4 = (
    b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42"
    + b"\x00\x00\x00\x40moov"
    + b"hdlr"
    + bytes(8)
    + b"vide"
    + bytes(60)
)
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(200)
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nЗарегистрируйтесь.\n".encode()
