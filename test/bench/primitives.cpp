// The cost of each registry algorithm, by each of its implementations that this build and this CPU have. Prints a
// tab-separated line per figure: name, implementation, value, unit. The value is the best of several repetitions,
// because other load on the machine only makes results worse. An argument selects the figures whose names contain it.

#include "crypto/implementations.hpp"
#include "stopwatch.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace tls;

constexpr int repetitions = 7;
constexpr bench::seconds time_of_one{0.015};

std::string selected;

// Returns seconds per call.
template <class Function>
double best_time(Function function)
{
    double best = 1e9;
    for (int i = 0; i < repetitions; ++i) {
        unsigned count = 0;
        bench::stopwatch watch(time_of_one);
        while (watch.is_running()) {
            for (int k = 0; k < 4; ++k) // reduces the share of reading the clock
                function();
            count += 4;
        }
        best = std::min(best, watch.cpu_seconds() / count);
    }
    return best;
}

void print(const std::string& name, std::string_view by, double value, const char* unit)
{
    std::printf("%s\t%.*s\t%.4g\t%s\n", name.c_str(), static_cast<int>(by.size()), by.data(), value, unit);
    std::fflush(stdout);
}

bool is_selected(const std::string& name)
{
    return name.find(selected) != std::string::npos;
}

template <class Function>
void measure_time(const std::string& name, std::string_view by, Function function)
{
    if (is_selected(name))
        print(name, by, best_time(function) * 1e6, "us");
}

// Reports throughput for large sizes, time for small ones.
template <class Function>
void measure_size(const std::string& name, std::size_t size, std::string_view by, Function function)
{
    if (!is_selected(name))
        return;
    if (size >= 1024)
        print(name, by, static_cast<double>(size) / best_time(function) / 1e9, "GB/s");
    else
        print(name, by, best_time(function) * 1e9, "ns");
}

void measure(const aead_algorithm& algorithm, std::string_view by)
{
    auto context = algorithm.make(bytes(algorithm.key_size, 1));
    bytes nonce(algorithm.nonce_size), aad(5);
    for (std::size_t size : {64u, 1024u, 16384u}) {
        // The pieces of a TLS 1.3 record: content and content type.
        bytes content(size), type(1), sealed(size + 1 + algorithm.tag_size), opened(size + 1);
        const std::array<byte_view, 2> pieces{content, type};
        auto name = std::string(algorithm.name) + " " + std::to_string(size) + " bytes, ";
        auto seal = [&] { context->seal(nonce, aad, pieces, sealed); };
        seal();
        measure_size(name + "seal", size, by, seal);
        measure_size(name + "open", size, by, [&] { context->open(nonce, aad, sealed, opened); });
    }
    measure_time(std::string(algorithm.name) + " new key", by, [&] { algorithm.make(bytes(algorithm.key_size, 1)); });
}

void measure(const hash_algorithm& algorithm, std::string_view by)
{
    bytes out(algorithm.digest_size);
    for (std::size_t size : {64u, 16384u}) {
        bytes data(size);
        measure_size(std::string(algorithm.name) + " " + std::to_string(size) + " bytes", size, by,
                     [&] { digest(algorithm, data, out); });
    }
}

void measure(const key_exchange_group& group, std::string_view by)
{
    auto& random = system_random();
    auto peer = group.generate(random);
    auto answer = group.encapsulate(peer->share(), random);
    measure_time(std::string(group.name) + " generate", by, [&] { group.generate(random); });
    measure_time(std::string(group.name) + " agree", by, [&] { peer->decapsulate(answer->share); });
    if (!group.diffie_hellman) // the others generate and agree
        measure_time(std::string(group.name) + " encapsulate", by, [&] { group.encapsulate(peer->share(), random); });
}

// The verifier and the signer may come from different implementations.
void measure(const signature_scheme& scheme, bool is_signer_new, const private_key& key, std::string_view by)
{
    auto& random = system_random();
    const bytes message(130, 'm'); // about the size that a CertificateVerify signs
    auto signer = scheme.make_signer(scheme, key);
    auto verifier = scheme.make_verifier(scheme, key.public_part);
    auto signature = signer->sign(message, random);
    auto name = std::string(scheme.name) + " " + std::to_string(key.public_part.bits()) + " bits, ";
    if (is_signer_new)
        measure_time(name + "sign", by, [&] { signer->sign(message, random); });
    measure_time(name + "verify", by, [&] { verifier->verify(message, signature); });
    measure_time(name + "load public key", by, [&] { scheme.make_verifier(scheme, key.public_part); });
}

const private_key& key_of(key_type type, unsigned bits)
{
    static std::map<std::pair<key_type, unsigned>, private_key> keys;
    auto found = keys.find({type, bits});
    if (found == keys.end()) {
        auto made = registry::standard()->find_key_algorithm(type)->generate(bits, system_random());
        found = keys.emplace(std::pair(type, bits), std::move(made)).first;
    }
    return found->second;
}

bool is_other(const registry& tables, const key_exchange_group& group)
{
    return tables.find_group(group.id)->generate != group.generate;
}

bool is_other(const registry& tables, const signature_scheme& scheme)
{
    auto* other = tables.find_signature_scheme(scheme.name);
    return other->make_signer != scheme.make_signer || other->make_verifier != scheme.make_verifier;
}

// Measures the rows of `tables` that `base` does not have.
void measure_difference(const registry& tables, const registry& base, std::string_view by)
{
    for (auto* aead : tables.aeads())
        if (base.find_aead(aead->name) != aead)
            measure(*aead, by);
    for (auto* hash : tables.hashes())
        if (base.find_hash(hash->name) != hash)
            measure(*hash, by);
    for (auto& group : tables.groups())
        if (!base.find_group(group.id) || is_other(base, group))
            measure(group, by);
    for (auto& scheme : tables.signature_schemes()) {
        if (!scheme.in_tls13_handshake || scheme.key == key_type::rsa_pss)
            continue;
        auto* known = base.find_signature_scheme(scheme.name);
        if (known && !is_other(base, scheme))
            continue;
        bool is_signer_new = !known || known->make_signer != scheme.make_signer;
        if (scheme.key != key_type::rsa)
            measure(scheme, is_signer_new, key_of(scheme.key, 0), by);
        else if (scheme.hash->digest_size == 32) // the others cost the same
            for (unsigned bits : {2048u, 3072u, 4096u})
                measure(scheme, is_signer_new, key_of(scheme.key, bits), by);
    }
}

} // namespace

int main(int count, char** arguments)
{
    if (count > 1)
        selected = arguments[1];
    measure_difference(reference_registry(), registry(), "Crypto++");
    for (auto& implementation : implementations()) {
        auto tables = reference_registry();
        implementation.install(tables);
        measure_difference(tables, reference_registry(), implementation.name);
    }
}
