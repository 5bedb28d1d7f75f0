#include "protocol/message/key_exchange_params.hpp"

#include "protocol/wire/writer.hpp"

#include <string>

namespace tls::message {

server_ecdh_params server_ecdh_params::read(wire::reader& reader)
{
    auto curve_type = reader.u8();
    // RFC 8422 section 5.4 deprecates all ECCurveTypes but named_curve; the parameters of the others have other
    // formats.
    if (ec_curve_type{curve_type} != ec_curve_type::named_curve)
        throw fatal(alert_description::illegal_parameter, error::reason::wrong_curve,
                    "curve type " + std::to_string(curve_type) + " instead of named_curve");
    server_ecdh_params params;
    params.named_curve = reader.u16();
    params.point = to_bytes(reader.vector8(1));
    return params;
}

void server_ecdh_params::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.u8(static_cast<std::uint8_t>(ec_curve_type::named_curve));
    writer.u16(named_curve);
    writer.vector8(point);
}

bytes server_ecdh_params::encoded() const
{
    bytes out;
    encode(out);
    return out;
}

server_dh_params server_dh_params::read(wire::reader& reader)
{
    server_dh_params params;
    params.dh_p = to_bytes(reader.vector16(1));
    params.dh_g = to_bytes(reader.vector16(1));
    params.dh_Ys = to_bytes(reader.vector16(1));
    return params;
}

void server_dh_params::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.vector16(dh_p);
    writer.vector16(dh_g);
    writer.vector16(dh_Ys);
}

bytes server_dh_params::encoded() const
{
    bytes out;
    encode(out);
    return out;
}

server_rsa_params server_rsa_params::read(wire::reader& reader)
{
    server_rsa_params params;
    params.rsa_modulus = to_bytes(reader.vector16(1));
    params.rsa_exponent = to_bytes(reader.vector16(1));
    return params;
}

void server_rsa_params::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.vector16(rsa_modulus);
    writer.vector16(rsa_exponent);
}

bytes server_rsa_params::encoded() const
{
    bytes out;
    encode(out);
    return out;
}

digitally_signed digitally_signed::read(wire::reader& reader, signature_naming naming)
{
    digitally_signed result;
    if (naming != signature_naming::by_key)
        result.algorithm = reader.u16();
    result.signature = to_bytes(reader.vector16());
    return result;
}

void digitally_signed::encode(bytes& out) const
{
    wire::writer writer(out);
    if (algorithm)
        writer.u16(*algorithm);
    writer.vector16(signature);
}

bytes signed_params(byte_view client_random, byte_view server_random, byte_view encoded_params)
{
    bytes content;
    wire::writer writer(content);
    writer.raw(client_random);
    writer.raw(server_random);
    writer.raw(encoded_params);
    return content;
}

} // namespace tls::message
