//! The two fields of `google.api.HttpBody` on the wire, without a copy of the bytes in it.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use kit::domain::refusal::Refusal;
use prost::encoding::{
    DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint, skip_field,
};

/// Number of `content_type`.
const CONTENT_TYPE: u32 = 1;
/// Number of `data`.
const DATA: u32 = 2;

/// The media type and the bytes of a body.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Content {
    pub(super) kind: Bytes,
    pub(super) data: Bytes,
}

/// Reads a message that is a body, or the body in this field of it.
pub(super) fn read(message: Bytes, field: Option<u32>) -> Result<Content, Refusal> {
    let mut content = Content::default();
    match field {
        None => read_content(message, &mut content)?,
        Some(number) => {
            for (_, inner) in parts(message, &[number])? {
                read_content(inner, &mut content)?;
            }
        }
    }
    Ok(content)
}

fn read_content(message: Bytes, content: &mut Content) -> Result<(), Refusal> {
    for (number, value) in parts(message, &[CONTENT_TYPE, DATA])? {
        *(if number == DATA { &mut content.data } else { &mut content.kind }) = value;
    }
    Ok(())
}

/// The fields of these numbers, views of the same bytes.
fn parts(mut message: Bytes, wanted: &[u32]) -> Result<Vec<(u32, Bytes)>, Refusal> {
    let broken = |fault: prost::DecodeError| Refusal::internal(&fault);
    let mut found = Vec::with_capacity(wanted.len());
    while message.has_remaining() {
        let (number, kind) = decode_key(&mut message).map_err(broken)?;
        if kind == WireType::LengthDelimited && wanted.contains(&number) {
            let length = decode_varint(&mut message).map_err(broken)?;
            let length = usize::try_from(length).ok().filter(|length| *length <= message.remaining());
            let length = length.ok_or_else(|| Refusal::internal(&"a message is shorter than it says"))?;
            found.push((number, message.split_to(length)));
        } else {
            skip_field(kind, number, &mut message, DecodeContext::default()).map_err(broken)?;
        }
    }
    Ok(found)
}

/// What stands before so many bytes that are the data of the body in a field of a message, in a frame of gRPC.
pub(super) fn before_data(field: u32, length: usize) -> Bytes {
    let mut inner = BytesMut::with_capacity(12);
    encode_key(DATA, WireType::LengthDelimited, &mut inner);
    encode_varint(length as u64, &mut inner);
    let mut outer = BytesMut::with_capacity(12);
    encode_key(field, WireType::LengthDelimited, &mut outer);
    encode_varint((inner.len() + length) as u64, &mut outer);
    let mut frame = BytesMut::with_capacity(32);
    frame.put_u8(0);
    // Pieces are cut far below what four bytes can say.
    frame.put_u32(u32::try_from(outer.len() + inner.len() + length).unwrap_or(u32::MAX));
    frame.extend_from_slice(&outer);
    frame.extend_from_slice(&inner);
    frame.freeze()
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use proto::google::api::HttpBody;

    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_framed_by_hand_is_read_by_everybody(length in 0usize..70_000, field in 1u32..5000) {
            let data = vec![7u8; length];
            let frame = [before_data(field, length), Bytes::from(data.clone())].concat();
            let length_prefix = u32::from_be_bytes(frame[1..5].try_into().unwrap());
            proptest::prop_assert_eq!(usize::try_from(length_prefix).unwrap(), frame.len() - 5);
            let content = read(Bytes::from(frame).slice(5..), Some(field)).unwrap();
            proptest::prop_assert_eq!(content.data, Bytes::from(data));
        }

        #[test]
        fn nothing_makes_the_reader_panic(bytes: Vec<u8>) {
            let _ = read(bytes.into(), Some(1));
        }
    }

    #[test]
    fn a_body_is_a_view_of_the_same_bytes() {
        let body =
            HttpBody { content_type: "a/b".into(), data: Bytes::from_static(b"xyz"), extensions: vec![] };
        let message = Bytes::from(body.encode_to_vec());
        let content = read(message.clone(), None).unwrap();
        assert_eq!((content.kind.as_ref(), content.data.as_ref()), (&b"a/b"[..], &b"xyz"[..]));
        assert!(message.as_ptr_range().contains(&content.data.as_ptr()));
    }
}
