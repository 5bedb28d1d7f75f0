#include <tls/credential.hpp>

#include "x509/certificate/public_key.hpp"
#include "x509/der/algorithm.hpp"
#include "x509/keys/failure.hpp"

#include <tls/crypto/algorithm_name.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>

namespace tls {

namespace {

raw_public_key key_of_leaf(const std::vector<x509::certificate>& chain)
{
    if (chain.empty())
        x509::fail(error::reason::no_certificate_found, "a credential needs a certificate");
    if (!chain.front().key())
        x509::fail(error::reason::unsupported_key_type,
                   "the certificate has " + x509::describe_unsupported_key(chain.front().subject_public_key_info()));
    return raw_public_key::from_der(chain.front().subject_public_key_info());
}

raw_public_key with_usable_key(raw_public_key key)
{
    if (!key.key())
        x509::fail(error::reason::unsupported_key_type,
                   "the raw public key is " + x509::describe_unsupported_key(key.der()));
    return key;
}

[[noreturn]] void fail_without_scheme(byte_view subject_public_key_info)
{
    x509::fail(error::reason::unsupported_key_type,
               x509::pss_restriction(subject_public_key_info)
                   ? "TLS has no signature scheme for the PSS parameters of the key"
                   : "no signature scheme works with the key");
}

bool is_same_scheme(const signature_scheme& a, const signature_scheme& b) noexcept
{
    return a.id == b.id && a.name == b.name;
}

} // namespace

// A scheme that the key can sign with; `key` is null if the key is elsewhere.
struct credential::prepared_signer {
    signature_scheme scheme;
    std::unique_ptr<signer> key;
};

// State that may change, and that a credential shares with those that offload() made from it.
struct credential::shared_state {
    std::mutex mutex;
    bytes ocsp_response;
    bytes signed_certificate_timestamps;
    std::atomic<bool> requires_named_issuer = false;
};

// A signature in the chain. `algorithm` is empty if the library does not know it.
struct credential::chain_signature {
    std::optional<x509::signature_algorithm> algorithm;

    explicit chain_signature(const x509::certificate& signed_one)
        : algorithm(x509::find_signature_algorithm(signed_one.signature_algorithm()))
    {
    }
    bool verified_by(const signature_scheme& scheme) const noexcept
    {
        const auto hash = scheme.hash != nullptr ? std::string_view(scheme.hash->name) : std::string_view();
        return algorithm && algorithm->encoding == scheme.encoding && is_same_algorithm(algorithm->hash, hash);
    }
};

credential::credential(std::vector<x509::certificate> chain, tls::raw_public_key key,
                       std::shared_ptr<const registry> algorithms)
    : chain_(std::move(chain)),
      public_key_info_(std::move(key)),
      algorithms_(std::move(algorithms)),
      type_(public_key_info_.key()->type),
      chain_signatures_(signatures_in(chain_)),
      shared_(std::make_shared<shared_state>())
{
}

void credential::prepare(const private_key& key)
{
    for (const auto& scheme : algorithms_->signature_schemes()) {
        const auto fitted = x509::fit_to_key(scheme, public_key_info_.der(), *algorithms_);
        if (scheme.key != type_ || !fitted)
            continue;
        if (auto signer = fitted->make_signer(*fitted, key))
            signers_.push_back({*fitted, std::move(signer)});
    }
    const auto* algorithm = algorithms_->find_key_algorithm(type_);
    if (algorithm != nullptr && algorithm->make_decrypter != nullptr)
        decrypter_ = algorithm->make_decrypter(key);
    if (algorithm != nullptr && algorithm->make_agreement != nullptr)
        agreement_ = algorithm->make_agreement(key);
    // A fixed Diffie-Hellman key needs a certificate: its suites name the signature on it.
    if (signers_.empty() && (!agreement_ || chain_.empty()))
        fail_without_scheme(public_key_info_.der());
}

void credential::prepare(async_sign_function sign)
{
    async_sign_ = std::move(sign);
    // The public part shows whether a key is large enough for a scheme.
    for (const auto& scheme : algorithms_->signature_schemes())
        if (scheme.key == type_ && x509::fit_to_key(scheme, public_key_info_.der(), *algorithms_) &&
            scheme.make_verifier(scheme, *public_key_info_.key()) != nullptr)
            signers_.push_back({scheme, nullptr});
    if (signers_.empty())
        fail_without_scheme(public_key_info_.der());
}

credential::credential(std::vector<x509::certificate> chain, private_key key,
                       std::shared_ptr<const registry> algorithms)
    : credential(chain, key_of_leaf(chain), std::move(algorithms))
{
    if (key.public_part != *leaf().key())
        x509::fail(error::reason::key_values_mismatch, "the private key does not belong to the certificate");
    prepare(key);
}

credential::credential(std::vector<x509::certificate> chain, async_sign_function sign,
                       std::shared_ptr<const registry> algorithms)
    : credential(chain, key_of_leaf(chain), std::move(algorithms))
{
    prepare(std::move(sign));
}

std::shared_ptr<const credential> credential::raw_public_key(private_key key,
                                                             std::shared_ptr<const registry> algorithms)
{
    std::shared_ptr<credential> result(
        new credential({}, with_usable_key(tls::raw_public_key::of(key.public_part)), std::move(algorithms)));
    result->prepare(key);
    return result;
}

std::shared_ptr<const credential> credential::raw_public_key(tls::raw_public_key key, async_sign_function sign,
                                                             std::shared_ptr<const registry> algorithms)
{
    std::shared_ptr<credential> result(new credential({}, with_usable_key(std::move(key)), std::move(algorithms)));
    result->prepare(std::move(sign));
    return result;
}

credential::~credential() = default;

std::vector<credential::chain_signature> credential::signatures_in(const std::vector<x509::certificate>& chain)
{
    std::vector<chain_signature> result;
    for (const auto& certificate : chain) {
        if (!certificate.is_self_issued())
            result.emplace_back(certificate);
    }
    return result;
}

bool credential::chain_is_signed_with(std::span<const signature_scheme* const> schemes) const noexcept
{
    return std::ranges::all_of(chain_signatures_, [&](const chain_signature& signature) {
        return std::ranges::any_of(schemes, [&](auto* scheme) { return signature.verified_by(*scheme); });
    });
}

bool credential::supports(const signature_scheme& scheme) const noexcept
{
    return std::ranges::any_of(signers_, [&](const prepared_signer& s) { return is_same_scheme(s.scheme, scheme); });
}

bytes credential::sign(const signature_scheme& scheme, byte_view message, random_source& random) const
{
    for (const auto& prepared : signers_)
        if (is_same_scheme(prepared.scheme, scheme) && prepared.key != nullptr)
            return prepared.key->sign(message, random);
    x509::fail(error::reason::signing_failed, "the credential's key cannot sign with this scheme");
}

secure_bytes credential::decrypt_premaster_secret(byte_view ciphertext, std::uint16_t client_version,
                                                  random_source& random) const
{
    if (!decrypter_)
        x509::fail(error::reason::unsupported_key_type, "the credential's key cannot decrypt");
    return decrypter_->decrypt_premaster_secret(ciphertext, client_version, random);
}

std::optional<secure_bytes> credential::agree(byte_view peer_value) const
{
    if (!agreement_)
        x509::fail(error::reason::unsupported_key_type, "the credential has no Diffie-Hellman key");
    return agreement_->agree(peer_value);
}

void credential::staple_ocsp_response(bytes response) const
{
    std::lock_guard lock(shared_->mutex);
    shared_->ocsp_response = std::move(response);
}

void credential::staple_signed_certificate_timestamps(bytes list) const
{
    std::lock_guard lock(shared_->mutex);
    shared_->signed_certificate_timestamps = std::move(list);
}

bytes credential::ocsp_response() const
{
    std::lock_guard lock(shared_->mutex);
    return shared_->ocsp_response;
}

bytes credential::signed_certificate_timestamps() const
{
    std::lock_guard lock(shared_->mutex);
    return shared_->signed_certificate_timestamps;
}

void credential::require_named_issuer(bool required) const noexcept
{
    shared_->requires_named_issuer = required;
}

bool credential::requires_named_issuer() const noexcept
{
    return shared_->requires_named_issuer;
}

std::shared_ptr<const credential> credential::offload(std::shared_ptr<const credential> original,
                                                      std::function<void(std::function<void()>)> run)
{
    auto sign = [original, run = std::move(run)](sign_request request, sign_completion completion) {
        run([original, request = std::move(request), completion = std::move(completion)] {
            if (original->async_sign()) {
                original->async_sign()(request, completion);
                return;
            }
            boost::system::error_code error;
            bytes signature;
            try {
                auto scheme = original->algorithms_->find_signature_scheme(request.name);
                if (scheme == nullptr)
                    x509::fail(error::reason::signing_failed, "unknown signature scheme");
                signature = original->sign(*scheme, request.message, system_random());
            } catch (const std::exception&) {
                error = make_error_code(error::reason::signing_failed);
            }
            completion(error, std::move(signature));
        });
    };
    std::shared_ptr<credential> result(
        new credential(original->chain_, original->public_key_info_, original->algorithms_));
    result->prepare(std::move(sign));
    result->shared_ = original->shared_;
    return result;
}

} // namespace tls
