// Includes the whole library except <tls/beast.hpp>, for WebSocket streams, and <tls/redis_sessions.hpp>.

#ifndef TLS_HPP
#define TLS_HPP

#include <tls/client_session_cache.hpp>
#include <tls/configuration.hpp>
#include <tls/context.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/engine.hpp>
#include <tls/error.hpp>
#include <tls/host_name_verification.hpp>
#include <tls/key_share_pool.hpp>
#include <tls/ocsp_client.hpp>
#include <tls/replay_record.hpp>
#include <tls/session_store.hpp>
#include <tls/stream.hpp>
#include <tls/temporary_rsa_keys.hpp>
#include <tls/ticket_keys.hpp>
#include <tls/weakness.hpp>
#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/certificate_cache.hpp>
#include <tls/x509/certificate_request.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/ocsp.hpp>
#include <tls/x509/pem.hpp>
#include <tls/x509/pkcs12.hpp>
#include <tls/x509/print.hpp>
#include <tls/x509/trust_store.hpp>
#include <tls/x509/verifier.hpp>

#endif
